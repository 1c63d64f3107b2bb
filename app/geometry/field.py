"""Receptive fields: which input pixels one unit depends on, composed layer by layer.

The recursion is that of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks"
(Distill 2019): a window of extent F, stride s and padding p over a field of size r and stride j gives size
r + (F − 1)·j, stride j·s and start t − p·j.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from app.geometry.window import Window

Stride = int | Fraction
"""Fractional where a layer enlarges its input."""


@dataclass(frozen=True)
class AxisField:
    """One axis: unit i sees pixels start + i·stride … start + i·stride + size − 1; no stride for vectors.

    Where the stride is no integer, size and start are those of the whole pixels that contain the field.
    """

    size: int = 1
    stride: Stride | None = 1
    start: int = 0

    def through(self, window: Window, axis: int) -> "AxisField":
        """The field of a unit that sees a window of units of this field."""
        if self.stride is None:
            raise ValueError("a window cannot slide over a vector")
        first = -window.before[axis] * self.stride
        last = first + (window.extent(axis) - 1) * self.stride
        start = self.start + floor(first)
        return AxisField(
            self.start + self.size + ceil(last) - start, self.stride * window.stride[axis], start
        )

    def over_all(self, units: int) -> "AxisField":
        """The union over `units` units: what a vector's unit may depend on."""
        return AxisField(self.size + ceil((self.stride or 0) * (units - 1)), None, self.start)

    def union(self, other: "AxisField") -> "AxisField":
        """The smallest field that holds both; they must move alike."""
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        return AxisField(end - start, self.stride, start)


@dataclass(frozen=True)
class Field:
    """The receptive field over both axes; the default is that of an input pixel: itself."""

    height: AxisField = AxisField()
    width: AxisField = AxisField()

    def through(self, window: Window) -> "Field":
        """The field behind a sliding window."""
        return Field(self.height.through(window, 0), self.width.through(window, 1))

    def over_all(self, height: int, width: int) -> "Field":
        """The field of a unit that sees every position of a height × width map."""
        return Field(self.height.over_all(height), self.width.over_all(width))

    def union(self, other: "Field") -> "Field":
        """The field of a merge of two branches."""
        return Field(self.height.union(other.height), self.width.union(other.width))

    def moves_like(self, other: "Field") -> bool:
        """Do the units of both fields move by the same stride?"""
        return (self.height.stride, self.width.stride) == (other.height.stride, other.width.stride)
