"""Does the loss suit what the network ends in?"""

from collections.abc import Iterator

from app.errors import ErrorEntry, InvalidNetwork, Params, Repair
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.preflight.changes import Change, changed, insert, set_value
from app.training.config import TrainConfig
from app.training.losses import CrossEntropy, Quadratic

BOUNDED = {
    "sigmoid": "0 … 1",
    "tanh": "−1 … 1",
    "hard_tanh": "−1 … 1",
    "heaviside": "0 … 1",
    "softmax": "0 … 1",
}
"""Activations whose outputs are bounded, and the bounds."""
TRANSPARENT = ("flatten", "unflatten", "dropout", "dropout2d", "gaussian_noise", "identity")
"""Kinds that leave the numbers as they are."""
COMBINATORS = ("residual", "parallel", "auxiliary")


def suits(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    """The problem, where there is one, with the repairs that were found to solve it."""
    for entry in _problems(spec, config):
        entry.repairs = [repair for repair in entry.repairs if _solves(spec, config, repair)]
        yield entry


def _problems(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    match config.loss:
        case CrossEntropy():
            yield from _cross_entropy(spec)
        case Quadratic():
            yield from _quadratic(spec)


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


def _cross_entropy(spec: NetworkSpec) -> Iterator[ErrorEntry]:
    """It reads logits: what a trailing softmax gets, else the output."""
    last = len(spec.layers) - 1
    place = _last(spec, last if spec.layers[last].kind == "softmax" else None)
    kind = spec.layers[place].kind if place >= 0 else ""
    if kind in BOUNDED:
        detail = f"Cross-entropy reads logits, which the {kind} at the end squeezes into {BOUNDED[kind]}."
        remove = {"op": "remove", "path": f"/network/layers/{place}"}
        repairs = [
            _loss("quadratic", "Take the quadratic cost"),
            Repair(label=f"Remove the {kind}", code="remove_last", params={"kind": kind}, patch=[remove]),
        ]
        params: Params = {"kind": kind, "bounds": BOUNDED[kind]}
        yield ErrorEntry(pointer="/training/loss", code="loss", detail=detail, params=params, repairs=repairs)


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
    return [node.kind for node in spec.layers if node.kind not in TRANSPARENT] == ["linear"]


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
