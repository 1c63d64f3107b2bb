"""The rules of the first machines train what those machines were: one layer, under the quadratic cost."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ErrorEntry, InvalidNetwork, Repair
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.preflight.changes import Change, changed, insert, set_value
from app.preflight.losses import kinds_that_count, suits
from app.training.config import TrainConfig
from app.training.losses import Quadratic
from app.training.optimizers import Adaline, Perceptron

QUADRATIC = set_value("/training/loss", {"kind": "quadratic"})
SGD = set_value("/training/optimizer", {"kind": "sgd"})


@dataclass(frozen=True)
class Rule:
    """The layers that a rule trains, and what to say of others."""

    code: str
    detail: str
    layers: list[str]


RULES = {
    Perceptron: Rule(
        "rule_perceptron",
        "The perceptron rule trains one linear layer with a threshold (heaviside) under the quadratic cost.",
        ["linear", "heaviside"],
    ),
    Adaline: Rule(
        "rule_adaline",
        "The delta rule trains one linear layer, its sums as they are, under the quadratic cost.",
        ["linear"],
    ),
}


def rules(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    """The problem, where there is one, with the repairs that were found to solve it."""
    rule = RULES.get(type(config.optimizer))
    if rule is None or _holds(spec, config):
        return
    repairs = [repair for repair in _candidates(spec) if _solves(spec, config, repair)]
    yield ErrorEntry(pointer="/training/optimizer", code=rule.code, detail=rule.detail, repairs=repairs)


def _holds(spec: NetworkSpec, config: TrainConfig) -> bool:
    rule = RULES.get(type(config.optimizer))
    return rule is None or (kinds_that_count(spec) == rule.layers and isinstance(config.loss, Quadratic))


def _candidates(spec: NetworkSpec) -> Iterator[Repair]:
    yield Repair(label="Take the quadratic cost", code="set_loss_quadratic", patch=[QUADRATIC])
    last = len(spec.layers) - 1
    threshold = insert(len(spec.layers), {"kind": "heaviside"})
    yield Repair(label="End in a threshold", code="end_heaviside", patch=[*threshold, QUADRATIC])
    remove: Change = {"op": "remove", "path": f"/network/layers/{last}"}
    kind = spec.layers[last].kind
    yield Repair(
        label=f"Remove the {kind}", code="remove_last", params={"kind": kind}, patch=[remove, QUADRATIC]
    )
    yield Repair(label="Take plain gradient descent", code="set_optimizer_sgd", patch=[SGD])


def _solves(spec: NetworkSpec, config: TrainConfig, repair: Repair) -> bool:
    after = changed(spec, config, repair.patch)
    try:
        return after is not None and _holds(*after) and bool(analyze(after[0])) and not any(suits(*after))
    except InvalidNetwork:
        return False
