"""Does the loss suit what the network ends in?"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ErrorEntry, InvalidNetwork, Repair
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.preflight.changes import Change, changed, insert, set_value
from app.training.config import TrainConfig
from app.training.losses import BinaryCrossEntropy, CrossEntropy, Hinge, Quadratic

BOUNDED = {
    "sigmoid": "0 … 1",
    "tanh": "−1 … 1",
    "hard_tanh": "−1 … 1",
    "heaviside": "0 … 1",
    "softmax": "0 … 1",
}
"""Activations whose outputs are bounded, and the bounds."""


@dataclass(frozen=True)
class Reading:
    """What a loss reads that wants numbers as they come: `before` is the last layer whose input it takes."""

    code: str
    what: str
    before: str = ""


RAW = {
    CrossEntropy: Reading("loss", "Cross-entropy reads logits", "softmax"),
    BinaryCrossEntropy: Reading("loss_binary", "Binary cross-entropy reads logits", "sigmoid"),
    Hinge: Reading("loss_hinge", "The hinge loss reads raw scores"),
}
TRANSPARENT = ("flatten", "unflatten", "dropout", "dropout2d", "gaussian_noise", "identity")
"""Kinds that leave the numbers as they are."""
COMBINATORS = ("residual", "parallel", "auxiliary")


def suits(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    """The problem, where there is one, with the repairs that were found to solve it."""
    for entry in _problems(spec, config):
        entry.repairs = [repair for repair in entry.repairs if _solves(spec, config, repair)]
        yield entry


def _problems(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    if isinstance(config.loss, Quadratic):
        yield from _quadratic(spec)
    else:
        yield from _raw(spec, RAW[type(config.loss)])


def _solves(spec: NetworkSpec, config: TrainConfig, repair: Repair) -> bool:
    after = changed(spec, config, repair.patch)
    try:
        return after is not None and bool(analyze(after[0])) and not any(_problems(*after))
    except InvalidNetwork:
        return False


def _last(spec: NetworkSpec, before: int | None = None) -> int:
    """Where the last layer stands that does something to the numbers; −1 where none does."""
    end = len(spec.layers) if before is None else before
    return next((i for i in range(end - 1, -1, -1) if spec.layers[i].kind not in TRANSPARENT), -1)


def _raw(spec: NetworkSpec, reading: Reading) -> Iterator[ErrorEntry]:
    """It reads what nothing has squeezed: the output, or the input of the last layer that it knows."""
    last = len(spec.layers) - 1
    place = _last(spec, last if spec.layers[last].kind == reading.before else None)
    kind = spec.layers[place].kind if place >= 0 else ""
    if kind in BOUNDED:
        detail = f"{reading.what}, which the {kind} at the end squeezes into {BOUNDED[kind]}."
        remove = {"op": "remove", "path": f"/network/layers/{place}"}
        repairs = [
            _loss("cross_entropy", "Take cross-entropy"),
            _loss("quadratic", "Take the quadratic cost"),
            _loss("binary_cross_entropy", "Take binary cross-entropy"),
            Repair(label=f"Remove the {kind}", code="remove_last", params={"kind": kind}, patch=[remove]),
        ]
        yield ErrorEntry(
            pointer="/training/loss",
            code=reading.code,
            detail=detail,
            params={"kind": kind, "bounds": BOUNDED[kind]},
            repairs=repairs,
        )


def _quadratic(spec: NetworkSpec) -> Iterator[ErrorEntry]:
    """It reads the output as degrees of truth, to be near 0 or 1; Adaline alone has linear ones."""
    place = _last(spec)
    kind = spec.layers[place].kind if place >= 0 else ""
    if _is_adaline(spec):
        return
    if kind not in BOUNDED and kind not in COMBINATORS:
        detail = "The quadratic cost wants outputs between 0 and 1; nothing bounds those of this network."
        repairs = [
            _end(spec, "sigmoid", "End in a sigmoid"),
            _end(spec, "softmax", "End in a softmax"),
            _loss("cross_entropy", "Take cross-entropy"),
        ]
        yield ErrorEntry(pointer="/training/loss", code="loss_unbounded", detail=detail, repairs=repairs)


def _is_adaline(spec: NetworkSpec) -> bool:
    """One layer of weighted sums: under the quadratic cost it learns by the delta rule of Widrow and Hoff, 1960."""
    return kinds_that_count(spec) == ["linear"]


def kinds_that_count(spec: NetworkSpec) -> list[str]:
    """The kinds of the layers that do something to the numbers, in order."""
    return [node.kind for node in spec.layers if node.kind not in TRANSPARENT]


def _loss(kind: str, label: str) -> Repair:
    change = set_value("/training/loss", {"kind": kind})
    return Repair(label=label, code=f"set_loss_{kind}", patch=[change])


def _end(spec: NetworkSpec, kind: str, label: str) -> Repair:
    """Put a bounded activation at the end, in the place of an unbounded one."""
    place, end = _last(spec), len(spec.layers)
    patch: list[Change] = []
    if place >= 0 and spec.layers[place].kind in ("relu", "leaky_relu"):
        patch, end = [{"op": "remove", "path": f"/network/layers/{place}"}], end - 1
    return Repair(label=label, code=f"end_{kind}", patch=[*patch, *insert(end, {"kind": kind})])
