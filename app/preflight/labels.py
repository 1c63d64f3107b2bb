"""Has the network an output for every class?"""

from collections.abc import Iterator

from app.datasets.model import DatasetInfo
from app.errors import ErrorEntry, InvalidNetwork, Params, Repair
from app.network.merge_candidates import WIDTH
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, analyze
from app.preflight.changes import Change, changed, insert, set_value
from app.training.config import TrainConfig

AFTER_SCORES = ("softmax", "sigmoid", "tanh", "relu", "dropout")
"""What may follow the layer that scores the classes."""


def labels(
    spec: NetworkSpec, config: TrainConfig, summary: NetworkSummary, info: DatasetInfo
) -> Iterator[ErrorEntry]:
    """The problem, where there is one, with the repairs that were found to solve it."""
    classes, shape = len(info.classes), summary.output_shape
    if _is_enough(shape, classes):
        return
    params: Params = {"classes": classes, "outputs": "×".join(map(str, shape))}
    if len(shape) == 1:
        detail = f"The data set has {classes} classes, but the network has {shape[0]} outputs."
    else:
        detail = f"The network must end in a vector of {classes} outputs; it ends in {params['outputs']}."
    candidates = _candidates(spec, shape, classes)
    repairs = [repair for repair in candidates if _solves(spec, config, repair, classes)]
    yield ErrorEntry(pointer="/network/layers", code="labels", detail=detail, params=params, repairs=repairs)


def _is_enough(shape: tuple[int, ...], classes: int) -> bool:
    return len(shape) == 1 and shape[0] >= classes


def _solves(spec: NetworkSpec, config: TrainConfig, repair: Repair, classes: int) -> bool:
    after = changed(spec, config, repair.patch)
    try:
        return after is not None and _is_enough(analyze(after[0]).output_shape, classes)
    except InvalidNetwork:
        return False


def _candidates(spec: NetworkSpec, shape: tuple[int, ...], classes: int) -> Iterator[Repair]:
    """Give the last layer that has a width one output a class; or add a fully connected layer."""
    params: Params = {"classes": classes}
    widths = [index for index, node in enumerate(spec.layers) if node.kind in WIDTH]
    if widths and len(shape) == 1:
        place = f"/network/layers/{widths[-1]}/{WIDTH[spec.layers[widths[-1]].kind]}"
        patch = [set_value(place, classes)]
        yield Repair(label=f"Give it {classes} outputs", code="set_outputs", params=params, patch=patch)
    label = f"Add a fully connected layer of {classes}"
    yield Repair(label=label, code="add_output", params=params, patch=_added(spec, shape, classes))


def _added(spec: NetworkSpec, shape: tuple[int, ...], classes: int) -> list[Change]:
    """At the end, before what may follow the scores."""
    end = len(spec.layers)
    while len(shape) == 1 and spec.layers[end - 1].kind in AFTER_SCORES and end > 1:
        end -= 1
    flat = [{"kind": "flatten"}] if len(shape) > 1 else []
    return insert(end, *flat, {"kind": "linear", "out_features": classes})
