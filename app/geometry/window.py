"""Sliding windows: output sizes and which inputs one output sees. Plain integers."""

from dataclasses import dataclass
from fractions import Fraction

Pair = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """A window over the two axes (height, width); `before`/`after` is the padding at the start and the end."""

    kernel: Pair = (1, 1)
    stride: Pair = (1, 1)
    before: Pair = (0, 0)
    after: Pair = (0, 0)
    dilation: Pair = (1, 1)
    ceil: bool = False

    def extent(self, axis: int) -> int:
        """How many input pixels the window spans: (kernel − 1)·dilation + 1."""
        return (self.kernel[axis] - 1) * self.dilation[axis] + 1

    def padded(self, size: int, axis: int) -> int:
        """The input's size with its padding."""
        return size + self.before[axis] + self.after[axis]

    def exact(self, size: int, axis: int) -> Fraction:
        """(N + 2P − F)/S + 1 before any rounding; not above 0 where the window does not fit at all."""
        return Fraction(self.padded(size, axis) - self.extent(axis), self.stride[axis]) + 1

    def out(self, size: int, axis: int) -> int:
        """The output's size under torch's floor rule (or its ceil rule, which drops windows that begin
        in the end's padding)."""
        slack = self.padded(size, axis) - self.extent(axis)
        if not self.ceil:
            return slack // self.stride[axis] + 1
        count = -(-slack // self.stride[axis]) + 1
        begins_inside = (count - 1) * self.stride[axis] < size + self.before[axis]
        return count if begins_inside else count - 1

    def _end(self, size: int, axis: int) -> int:
        """Where the last window ends, counted from the input's first pixel."""
        last = (self.out(size, axis) - 1) * self.stride[axis]
        return last + self.extent(axis) - self.before[axis]

    def unread(self, size: int, axis: int) -> int:
        """Pixels of the input itself, at its end, that no window reaches."""
        return min(max(size - self._end(size, axis), 0), size)

    def overhang(self, size: int, axis: int) -> int:
        """By how much the last window sticks out beyond the padding, where sizes are rounded up."""
        return max(self._end(size, axis) - size - self.after[axis], 0)

    def left_over(self, size: int, axis: int) -> int:
        """Input pixels at the end (padding counted) that no window reaches under the floor rule."""
        return (self.padded(size, axis) - self.extent(axis)) % self.stride[axis]
