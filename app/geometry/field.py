"""Receptive fields: which input pixels one unit depends on, composed layer by layer.

The recursion is that of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks"
(Distill 2019): a window of extent F, stride s and padding p over a field of size r and stride j gives size
r + (F − 1)·j, stride j·s and start t − p·j.
"""

from dataclasses import dataclass
from math import ceil, floor

from app.geometry.reach import ITSELF, Reach, Reaches, Stride


@dataclass(frozen=True)
class AxisField:
    """One axis: unit i sees pixels start + i·stride … start + i·stride + size − 1.

    A field that is `fixed` does not move: every unit sees the same pixels, as in a vector; its `stride` still says
    which unit of another branch is at the same place, and is None where the units lie in no order of places.
    Where the stride is no integer, size and start are those of the whole pixels that contain the field.
    """

    size: int = 1
    stride: Stride | None = 1
    start: int = 0
    fixed: bool = False

    def through(self, reach: Reach) -> "AxisField":
        """The field of a unit that reads units of this field."""
        step = None if self.stride is None else self.stride * reach.step
        if self.fixed or self.stride is None:
            return AxisField(self.size, step, self.start, True)
        start = self.start + floor(reach.first * self.stride)
        end = self.start + self.size + ceil(reach.last * self.stride)
        return AxisField(end - start, step, start)

    def everywhere(self, units: int) -> "AxisField":
        """The union over `units` units: what a unit sees that depends on all of them, places kept."""
        if self.fixed or self.stride is None:
            return self
        return AxisField(self.size + ceil(self.stride * (units - 1)), self.stride, self.start, True)

    def over_all(self, units: int) -> "AxisField":
        """The same for a vector, whose units have no places."""
        whole = self.everywhere(units)
        return AxisField(whole.size, None, whole.start, True)

    def union(self, other: "AxisField", units: int = 1) -> "AxisField":
        """The smallest field that holds both over `units` places; they must move alike."""
        if self.fixed != other.fixed:
            return self.everywhere(units).union(other.everywhere(units))
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        stride = other.stride if self.stride is None else self.stride
        return AxisField(end - start, stride, start, self.fixed)

    def moves_like(self, other: "AxisField") -> bool:
        """Are units of the same number at the same place? A field without places suits any other."""
        return None in (self.stride, other.stride) or self.stride == other.stride


@dataclass(frozen=True)
class Field:
    """The receptive field over both axes; the default is that of an input pixel: itself."""

    height: AxisField = AxisField()
    width: AxisField = AxisField()

    def through(self, reaches: Reaches) -> "Field":
        """The field behind a layer that reads a neighbourhood."""
        if reaches == ITSELF:
            return self
        return Field(self.height.through(reaches[0]), self.width.through(reaches[1]))

    def everywhere(self, height: int, width: int) -> "Field":
        """The field of a map whose every unit depends on all positions of a height × width map."""
        return Field(self.height.everywhere(height), self.width.everywhere(width))

    def over_all(self, height: int, width: int) -> "Field":
        """The field of a vector's unit that sees every position of a height × width map."""
        return Field(self.height.over_all(height), self.width.over_all(width))

    def union(self, other: "Field", height: int = 1, width: int = 1) -> "Field":
        """The field of a merge of two branches of height × width positions."""
        return Field(self.height.union(other.height, height), self.width.union(other.width, width))

    def moves_like(self, other: "Field") -> bool:
        """Are units of the same number at the same place?"""
        return self.height.moves_like(other.height) and self.width.moves_like(other.width)
