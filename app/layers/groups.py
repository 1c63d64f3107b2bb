"""Channels split into groups that do not see one another."""

from app.layers.base import ShapeProblem


def check_groups(groups: int, in_channels: int, out_channels: int) -> None:
    """Raise ShapeProblem (`groups`) where either side cannot be split evenly."""
    for value, what in ((in_channels, "in_channels"), (out_channels, "out_channels")):
        if value % groups:
            detail = f"{what} = {value} cannot be split into {groups} groups"
            raise ShapeProblem("groups", detail, what=what, channels=value, groups=groups)


def group_of(unit: int, groups: int, in_channels: int, out_channels: int) -> tuple[int, int]:
    """The input channels (from, to) that output channel `unit` sees."""
    size = in_channels // groups
    first = unit // (out_channels // groups) * size
    return first, first + size
