"""Do filters that were set by hand fit the network?"""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Protocol

from app.errors import ErrorEntry, InvalidInput
from app.network.summary import NetworkSummary


class Filter(Protocol):
    """What is checked of `app.protocol.model.Painted`."""

    @property
    def path(self) -> str: ...
    @property
    def channel(self) -> int: ...
    @property
    def weight(self) -> Sequence[float] | None: ...
    @property
    def bias(self) -> float | None: ...


def check_painted(painted: Sequence[Filter], summary: NetworkSummary, pointer: str) -> None:
    """Raise InvalidInput, with entries below `pointer`, for filters that the network has not, or has otherwise."""
    shapes = {node.path: node.params_detail for node in summary.nodes}
    faults = [
        entry
        for index, one in enumerate(painted)
        for entry in _faults(one, shapes.get(one.path, {}), f"{pointer}/{index}")
    ]
    if faults:
        raise InvalidInput(faults[0].detail, code=faults[0].code, errors=faults)


def _faults(one: Filter, shapes: Mapping[str, Sequence[int]], pointer: str) -> Iterator[ErrorEntry]:
    count, *rest = shapes.get("weight") or (0,)
    if one.channel >= count:
        detail = f"The network has no filter {one.channel} in {one.path}."
        yield ErrorEntry(pointer=f"{pointer}/channel", code="unknown", detail=detail)
        return
    if one.weight is not None and len(one.weight) != prod(rest):
        detail = f"This filter has {prod(rest)} weights, not {len(one.weight)}."
        params = {"expected": prod(rest), "given": len(one.weight)}
        yield ErrorEntry(pointer=f"{pointer}/weight", code="painted_size", detail=detail, params=params)
    if one.bias is not None and "bias" not in shapes:
        yield ErrorEntry(pointer=f"{pointer}/bias", code="no_bias", detail="This layer has no bias.")
