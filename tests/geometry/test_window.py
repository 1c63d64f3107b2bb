"""Window sizes against counting the windows one by one."""

from hypothesis import given
from hypothesis import strategies as st

from app.geometry.window import Window

windows = st.builds(
    lambda kernel, stride, before, after, dilation, ceil: Window(
        (kernel, kernel), (stride, stride), (before, before), (after, after), (dilation, dilation), ceil
    ),
    st.integers(1, 5),
    st.integers(1, 6),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 3),
    st.booleans(),
).filter(lambda window: not window.ceil or 2 * max(window.before[0], window.after[0]) <= window.kernel[0])
"""Those that round up are pools, whose padding is at most half the kernel."""


def starts(window: Window, size: int) -> list[int]:
    """Where windows begin in the padded input, one by one."""
    last = window.padded(size, 0) - window.extent(0)
    found = list(range(0, last + 1, window.stride[0]))
    sticking_out = len(found) * window.stride[0]
    if window.ceil and found[-1] < last and sticking_out < size + window.before[0]:
        found.append(sticking_out)
    return found


@given(windows, st.integers(1, 30))
def test_the_size_is_the_number_of_windows(window: Window, size: int) -> None:
    if window.extent(0) <= window.padded(size, 0):
        assert window.out(size, 0) == len(starts(window, size))


@given(windows, st.integers(1, 30))
def test_what_no_window_reaches(window: Window, size: int) -> None:
    floor = Window(window.kernel, window.stride, window.before, window.after, window.dilation)
    if window.extent(0) <= window.padded(size, 0):
        end = starts(floor, size)[-1] + window.extent(0)
        assert window.left_over(size, 0) == window.padded(size, 0) - end


@given(windows, st.integers(1, 30))
def test_which_pixels_of_the_input_itself_are_not_read(window: Window, size: int) -> None:
    """Pixel by pixel, up to the end of the last window; what sticks out is beyond the padding."""
    if window.extent(0) <= window.padded(size, 0):
        end = starts(window, size)[-1] + window.extent(0)
        beyond = [pixel for pixel in range(size) if pixel + window.before[0] >= end]
        assert window.unread(size, 0) == len(beyond)
        assert window.overhang(size, 0) == max(end - window.padded(size, 0), 0)


@given(windows, st.integers(1, 30))
def test_a_window_larger_than_its_input_has_no_place(window: Window, size: int) -> None:
    fits = window.extent(0) <= window.padded(size, 0)
    assert (window.exact(size, 0) >= 1) == fits


def test_the_lectures_example_does_not_fit() -> None:
    window = Window((3, 3), (3, 3))
    assert round(float(window.exact(7, 0)), 2) == 2.33
    assert (window.out(7, 0), window.left_over(7, 0)) == (2, 1)
