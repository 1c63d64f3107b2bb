"""What one unit of a layer reads along one axis, for layers of every kind: an affine bound in exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from app.geometry.window import Window

Stride = int | Fraction
"""Fractional where a layer enlarges its input."""


@dataclass(frozen=True)
class Reach:
    """Unit o reads input units from o·step + first to o·step + last, both included; the default is unit o alone.

    Where these are no integers, they contain what is read: the ends may fall between units.
    """

    first: Stride = 0
    last: Stride = 0
    step: Stride = 1


Reaches = tuple[Reach, Reach]
"""Over the height and over the width."""
ITSELF: Reaches = (Reach(), Reach())


def sliding(window: Window) -> Reaches:
    """A window slides over the input."""
    return _sliding(window, 0), _sliding(window, 1)


def _sliding(window: Window, axis: int) -> Reach:
    first = -window.before[axis]
    return Reach(first, first + window.extent(axis) - 1, window.stride[axis])


def spreading(window: Window, axis: int) -> Reach:
    """A transposed convolution: unit i of its input is spread over outputs i·S − P … i·S − P + extent − 1."""
    stride, margin = window.stride[axis], window.before[axis]
    last = Fraction(margin, stride)
    return Reach(last - Fraction(window.extent(axis) - 1, stride), last, Fraction(1, stride))


def adaptive(size: int, out: int) -> Reach:
    """Output o of `out` sums up inputs ⌊o·size/out⌋ … ⌈(o + 1)·size/out⌉ − 1 of `size`."""
    step = Fraction(size, out)
    between = _between(step)
    return Reach(-between, step - 1 + between, step)


def nearest(size: int, out: int) -> Reach:
    """Output o of `out` copies input ⌊o·size/out⌋ of `size`."""
    step = Fraction(size, out)
    return Reach(-_between(step), 0, step)


def bilinear(size: int, out: int, corners: bool) -> Reach:
    """Output o of `out` mixes the two inputs of `size` round (o + ½)·size/out − ½.

    With `corners` round o·(size − 1)/(out − 1): the outermost pixels of both pictures are the same.
    """
    if corners:
        step = Fraction(size - 1, out - 1) if out > 1 else Fraction(0)
        between = _between(step)
        return Reach(-between, between, step)
    step = Fraction(size, out)
    middle = (step - 1) / 2
    halves = 2 if (step.numerator - step.denominator) % 2 else 1
    between = 1 - Fraction(1, halves * step.denominator)
    return Reach(middle - between, middle + between, step)


def _between(step: Fraction) -> Fraction:
    """The farthest that a multiple of `step` can lie above a whole number."""
    return 1 - Fraction(1, step.denominator)
