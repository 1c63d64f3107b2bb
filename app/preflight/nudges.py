"""Can a network take steps on these images?"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.errors import ErrorEntry, InvalidInput
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary
from app.network.task import task_of

MAX_MACS = 1_000_000_000
"""Of one image: a step takes three times as many."""


class Step(Protocol):
    """What is checked of `app.protocol.model.Nudge`."""

    @property
    def image(self) -> Sequence[Sequence[Sequence[int]]]: ...
    @property
    def target(self) -> int: ...


def check_nudges(nudges: Sequence[Step], spec: NetworkSpec, summary: NetworkSummary, pointer: str) -> None:
    """Raise InvalidInput, with entries below `pointer`, for images of another size and classes that are not there."""
    if not nudges:
        return
    faults = [*_network(spec, summary, pointer)]
    faults += [
        entry
        for index, one in enumerate(nudges)
        for entry in _faults(one, spec, summary, f"{pointer}/{index}")
    ]
    if faults:
        raise InvalidInput(faults[0].detail, code=faults[0].code, errors=faults)


def _network(spec: NetworkSpec, summary: NetworkSummary, pointer: str) -> Iterator[ErrorEntry]:
    if task_of(spec, summary) == "reconstruct" or len(summary.output_shape) > 1:
        detail = "The network ends in maps: it has no classes to train on."
        yield ErrorEntry(pointer=pointer, code="no_classes", detail=detail)
    elif summary.total.macs > MAX_MACS:
        params = {"billions": -(-summary.total.macs // 10**9), "limit": MAX_MACS // 10**9}
        detail = (
            "This takes {billions} billion multiply-accumulates, more than {limit}; take a smaller network."
        )
        yield ErrorEntry(pointer=pointer, code="too_much_work", detail=detail.format(**params), params=params)


def _faults(one: Step, spec: NetworkSpec, summary: NetworkSummary, pointer: str) -> Iterator[ErrorEntry]:
    channels, height, width = spec.input.shape
    fits = len(one.image) == channels and all(
        len(plane) == height and all(len(row) == width for row in plane) for plane in one.image
    )
    if not fits:
        params = {"takes": f"{height}×{width}×{channels}"}
        detail = f"The network takes {params['takes']}."
        yield ErrorEntry(pointer=f"{pointer}/image", code="image_shape", detail=detail, params=params)
    count = summary.output_shape[0]
    if one.target >= count:
        detail = f"Classes are counted from 0 to {count - 1}."
        params = {"bound": "le", "limit": count - 1}  # type: ignore[dict-item]
        yield ErrorEntry(pointer=f"{pointer}/target", code="out_of_range", detail=detail, params=params)
