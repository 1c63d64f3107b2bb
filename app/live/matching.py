"""Does a network go together with a data set? Which one is it, where none is named?"""

from app.datasets.model import DatasetInfo
from app.datasets.registry import Library
from app.errors import Conflict, ErrorEntry, InvalidInput
from app.live.models import Resolved
from app.network.task import task_of


def dataset_for(network: Resolved, library: Library, dataset: str | None) -> DatasetInfo:
    """The data set of this id, or the network's own.

    Raises NotFound, InvalidInput (`missing`, `input_size`) with the pointer `/dataset`.
    """
    known = dataset or network.dataset
    if known is None:
        raise fault("/dataset", "missing", "This network belongs to no data set: name one.")
    info = library.info(known)
    wanted, given = info.input.model_dump(), network.spec.input.model_dump()
    if wanted != given:
        images, takes = (f"{s['height']}×{s['width']}×{s['channels']}" for s in (wanted, given))
        detail = f"The images of this data set are {images}, but the network takes {takes}."
        raise fault("/dataset", "input_size", detail, images=images, takes=takes)
    return info


def check_labels(network: Resolved, info: DatasetInfo) -> None:
    """Can answers be right or wrong? Raises Conflict (`no_labels`), InvalidInput (`other_classes`)."""
    if task_of(network.spec, network.summary) == "reconstruct":
        detail = "This network gives images back: there are no classes to mistake for one another."
        raise Conflict(detail, code="no_labels")
    shape, classes = network.summary.output_shape, len(info.classes)
    if tuple(shape) != (classes,):
        detail = (
            f"The data set has {classes} classes, but the network's output is {'×'.join(map(str, shape))}."
        )
        raise fault("/dataset", "other_classes", detail, classes=classes)


def fault(pointer: str, code: str, detail: str, **params: str | int) -> InvalidInput:
    """The refusal of one part of a request."""
    entry = ErrorEntry(pointer=pointer, code=code, detail=detail, params=dict(params))
    return InvalidInput(detail, code=code, errors=[entry])
