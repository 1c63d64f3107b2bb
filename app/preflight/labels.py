"""Has the network an output for every class, and every auxiliary head?"""

from collections.abc import Iterator

from app.datasets.model import DatasetInfo
from app.errors import ErrorEntry, InvalidNetwork, Params, Repair
from app.network.merge_candidates import WIDTH
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, analyze
from app.preflight.changes import Change, changed, insert, set_value
from app.preflight.ends import End, ends
from app.training.config import TrainConfig

AFTER_SCORES = ("softmax", "sigmoid", "tanh", "hard_tanh", "heaviside", "relu", "dropout", "gaussian_noise")
"""What may follow the layer that scores the classes."""


def labels(
    spec: NetworkSpec, config: TrainConfig, summary: NetworkSummary, info: DatasetInfo
) -> Iterator[ErrorEntry]:
    """A problem for each end that has too few outputs, with the repairs that were found to solve it."""
    classes = len(info.classes)
    for end in ends(spec, summary):
        if not _is_enough(end, classes):
            entry = _problem(end, classes)
            found = _candidates(end, classes)
            entry.repairs = [repair for repair in found if _solves(spec, config, repair, end, classes)]
            yield entry


def _problem(end: End, classes: int) -> ErrorEntry:
    params: Params = {"classes": classes, "outputs": "×".join(map(str, end.shape))}
    what = f"the head that ends in {end.path}" if end.path else "the network"
    if len(end.shape) == 1:
        detail = f"The data set has {classes} classes, but {what} has {end.shape[0]} outputs."
    else:
        detail = f"T{what[1:]} must end in a vector of {classes} outputs; it ends in {params['outputs']}."
    return ErrorEntry(pointer=end.pointer, code="labels", detail=detail, path=end.path, params=params)


def _is_enough(end: End, classes: int) -> bool:
    return len(end.shape) == 1 and end.shape[0] >= classes


def _solves(spec: NetworkSpec, config: TrainConfig, repair: Repair, end: End, classes: int) -> bool:
    after = changed(spec, config, repair.patch)
    try:
        if after is None:
            return False
        same = (one for one in ends(after[0], analyze(after[0])) if one.pointer == end.pointer)
        return all(_is_enough(one, classes) for one in same)
    except InvalidNetwork:
        return False


def _candidates(end: End, classes: int) -> Iterator[Repair]:
    """Give the last layer that has a width one output a class; or add a fully connected layer."""
    params: Params = {"classes": classes}
    widths = [index for index, node in enumerate(end.layers) if node.kind in WIDTH]
    if widths and len(end.shape) == 1:
        place = f"{end.pointer}/{widths[-1]}/{WIDTH[end.layers[widths[-1]].kind]}"
        patch = [set_value(place, classes)]
        yield Repair(label=f"Give it {classes} outputs", code="set_outputs", params=params, patch=patch)
    label = f"Add a fully connected layer of {classes}"
    yield Repair(label=label, code="add_output", params=params, patch=_added(end, classes))


def _added(end: End, classes: int) -> list[Change]:
    """At the end, before what may follow the scores."""
    place = len(end.layers)
    while len(end.shape) == 1 and end.layers[place - 1].kind in AFTER_SCORES and place > 1:
        place -= 1
    flat = [{"kind": "flatten"}] if len(end.shape) > 1 else []
    return insert(place, *flat, {"kind": "linear", "out_features": classes}, pointer=end.pointer)
