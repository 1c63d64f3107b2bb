"""Receptive fields against sets of pixels, composed window by window."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geometry.field import AxisField, Field
from app.geometry.window import Window

windows = st.builds(
    lambda kernel, stride, before, dilation: Window(
        (kernel, kernel), (stride, stride), (before, before), (before, before), (dilation, dilation)
    ),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(1, 3),
)


def seen(chain: list[Window], unit: int) -> set[int]:
    """The pixels of an endless input that one unit behind a chain of windows depends on."""
    units = {unit}
    for window in reversed(chain):
        first = window.before[0]
        cells = range(0, window.extent(0), window.dilation[0])
        units = {place * window.stride[0] - first + cell for place in units for cell in cells}
    return units


def composed(chain: list[Window]) -> AxisField:
    """The field behind a chain of windows."""
    field = AxisField()
    for window in chain:
        field = field.through(window, 0)
    return field


@given(st.lists(windows, max_size=5), st.integers(-3, 3))
def test_a_field_is_the_extent_of_what_is_seen(chain: list[Window], unit: int) -> None:
    field, pixels = composed(chain), seen(chain, unit)
    assert field.stride is not None
    start = field.start + unit * field.stride
    assert (start, start + field.size) == (min(pixels), max(pixels) + 1)


@given(st.lists(windows, max_size=4), st.integers(1, 5))
def test_a_vector_sees_the_union_over_all_units(chain: list[Window], units: int) -> None:
    field = composed(chain).over_all(units)
    pixels = set().union(*(seen(chain, unit) for unit in range(units)))
    assert (field.start, field.start + field.size) == (min(pixels), max(pixels) + 1)
    assert field.stride is None


def test_a_union_holds_both() -> None:
    wide, shifted = AxisField(5, 2, -2), AxisField(3, 2, 1)
    assert wide.union(shifted) == shifted.union(wide) == AxisField(6, 2, -2)


def test_fields_of_unlike_strides_do_not_move_alike() -> None:
    once, twice = Field(), Field().through(Window((2, 2), (2, 2)))
    assert once.moves_like(Field())
    assert not once.moves_like(twice)
    assert twice.over_all(3, 3).moves_like(once.over_all(1, 1))


@given(windows, st.integers(0, 6))
def test_half_a_pixel_a_step_is_bounded_by_whole_pixels(window: Window, unit: int) -> None:
    """Behind an enlargement by two, units 2i and 2i + 1 read pixel i."""
    field = AxisField(1, Fraction(1, 2), 0).through(window, 0)
    assert field.stride is not None
    pixels = {floor(Fraction(place, 2)) for place in seen([window], unit)}
    start = floor(field.start + unit * field.stride)
    assert start <= min(pixels)
    assert max(pixels) <= start + field.size


def test_nothing_slides_over_a_vector() -> None:
    with pytest.raises(ValueError, match="vector"):
        AxisField(4, None, 0).through(Window(), 0)
