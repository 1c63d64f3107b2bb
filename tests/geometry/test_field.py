"""Receptive fields against sets of pixels, composed window by window."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from app.geometry.field import AxisField, Field
from app.geometry.reach import Reach, adaptive, bilinear, nearest, sliding, spreading
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
        field = field.through(sliding(window)[0])
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
    assert (field.stride, field.fixed) == (None, True)


def test_a_union_holds_both() -> None:
    wide, shifted = AxisField(5, 2, -2), AxisField(3, 2, 1)
    assert wide.union(shifted) == shifted.union(wide) == AxisField(6, 2, -2)


def test_fields_of_unlike_strides_do_not_move_alike() -> None:
    once, twice = Field(), Field().through(sliding(Window((2, 2), (2, 2))))
    assert once.moves_like(Field())
    assert not once.moves_like(twice)
    assert twice.over_all(3, 3).moves_like(once.over_all(1, 1))
    assert not twice.everywhere(3, 3).moves_like(once)


sizes = st.integers(1, 12)


def spread(window: Window, units: int, out: int) -> set[int]:
    """The input units that output `out` of a transposed convolution of `units` inputs is made from."""
    cells = range(0, window.extent(0), window.dilation[0])
    return {
        unit
        for unit in range(units)
        for cell in cells
        if unit * window.stride[0] - window.before[0] + cell == out
    }


@given(windows, sizes, st.data())
def test_what_a_transposed_convolution_reads(window: Window, units: int, data: st.DataObject) -> None:
    reach = spreading(window, 0)
    out = data.draw(st.integers(0, (units - 1) * window.stride[0] + window.extent(0)))
    read = spread(window, units, out)
    assert all(out * reach.step + reach.first <= unit <= out * reach.step + reach.last for unit in read)


@given(sizes, sizes)
def test_what_resampling_reads(size: int, out: int) -> None:
    """By the definitions of torch: adaptive pools, nearest and bilinear enlargement, in exact numbers."""
    for place in range(out):
        step = Fraction(size, out)
        middle = max((place + Fraction(1, 2)) * step - Fraction(1, 2), Fraction(0))
        ends = Fraction((size - 1) * place, max(out - 1, 1))
        for reach, first, last in (
            (adaptive(size, out), floor(place * step), ceil((place + 1) * step) - 1),
            (nearest(size, out), floor(place * step), floor(place * step)),
            (bilinear(size, out, False), floor(middle), min(ceil(middle), size - 1)),
            (bilinear(size, out, True), floor(ends), ceil(ends)),
        ):
            assert place * reach.step + reach.first <= first
            assert last <= place * reach.step + reach.last


@given(sizes, st.integers(1, 5))
def test_whole_ratios_are_windows(out: int, ratio: int) -> None:
    """A pool of k pixels is one of k and stride k; pictures of equal size are left alone."""
    assert adaptive(ratio * out, out) == sliding(Window((ratio, 1), (ratio, 1)))[0]
    assert adaptive(out, out) == nearest(out, out) == bilinear(out, out, False) == Reach()


@given(st.lists(windows, max_size=2), sizes, sizes, st.lists(windows, max_size=2), st.integers(0, 6))
def test_fields_behind_an_enlargement_are_bounded(
    before: list[Window], size: int, out: int, after: list[Window], unit: int
) -> None:
    """Also between whole pixels: by start + unit·stride as it is and rounded down."""
    field = composed(before).through(nearest(size, out))
    for window in after:
        field = field.through(sliding(window)[0])
    units = {floor(place * Fraction(size, out)) for place in seen(after, unit)}
    pixels = set().union(*(seen(before, place) for place in units))
    assert field.stride is not None
    place = field.start + unit * field.stride
    assert place <= min(pixels)
    assert max(pixels) < floor(place) + field.size


def test_a_unit_that_sees_everything_keeps_its_place() -> None:
    moving = AxisField(3, 2, -1)
    fixed = moving.everywhere(5)
    assert fixed == AxisField(11, 2, -1, fixed=True)
    assert fixed.everywhere(9) == fixed.through(Reach(-1, 1)) == fixed
    assert fixed.through(Reach(0, 1, 2)).stride == 4
    assert fixed.moves_like(moving)


def test_a_union_with_what_does_not_move_does_not_move() -> None:
    moving, fixed = AxisField(3, 1, -1), AxisField(8, 1, 0, fixed=True)
    assert moving.union(fixed, 8) == fixed.union(moving, 8) == AxisField(10, 1, -1, fixed=True)


def test_units_without_places_suit_any_branch() -> None:
    vector = AxisField(4, 2, 0).over_all(3)
    assert vector.moves_like(AxisField(1, 5))
    assert vector.union(AxisField(1, 5, 0), 4) == AxisField(16, 5, 0, fixed=True)
    assert vector.through(Reach(-1, 1)) == vector
