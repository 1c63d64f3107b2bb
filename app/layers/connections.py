"""Tables of connections: filters that see only some of the input maps.

LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition" (1998), Table I: the
sixteen filters of LeNet-5's C3 see three, four or six of the six maps of S2, which keeps the number of
connections down and forces the filters apart.
"""

from typing import Annotated

from pydantic import Field

from app.layers.base import ShapeProblem

Channel = Annotated[int, Field(ge=0, le=65535)]
Connections = Annotated[
    tuple[Annotated[tuple[Channel, ...], Field(min_length=1, max_length=65536, strict=False)], ...],
    Field(min_length=1, max_length=65536, strict=False),
]
"""For each filter the input maps that it sees."""


def connection_count(connections: Connections) -> int:
    """Pairs of an input map and a filter."""
    return sum(len(row) for row in connections)


def check_connections(connections: Connections, channels: int, filters: int, groups: int) -> None:
    """Raise ShapeProblem (`connections`) where the table does not suit the layer."""
    problem = _problem(connections, channels, filters, groups)
    if problem:
        raise ShapeProblem("connections", problem, channels=channels, filters=filters, rows=len(connections))


def _problem(connections: Connections, channels: int, filters: int, groups: int) -> str | None:
    if groups != 1:
        return "a table of connections and groups exclude each other"
    if len(connections) != filters:
        return f"the table of connections is for {len(connections)} filters, not for {filters}"
    for row in connections:
        if max(row) >= channels:
            return f"the table of connections names map {max(row)}, but there are only {channels}"
        if len(set(row)) < len(row):
            return "the table of connections names a map twice for one filter"
    return None
