"""The arithmetic that layers print."""

import pytest

from app.layers import ShapeProblem
from app.layers.convolution import Conv2d, same_margins
from app.layers.pooling import MaxPool2d


def test_the_size_shows_its_numbers() -> None:
    assert Conv2d(kernel_size=5, padding=2).sizes((1, 28, 28)) == {
        "height": "(28 + 2·2 − 5)/1 + 1 = 28",
        "width": "(28 + 2·2 − 5)/1 + 1 = 28",
    }


def test_what_is_not_there_is_not_shown() -> None:
    assert Conv2d(kernel_size=(3, 1), stride=(2, 1)).sizes((1, 7, 4)) == {
        "height": "(7 − 3)/2 + 1 = 3",
        "width": "(4 − 1)/1 + 1 = 4",
    }


def test_lopsided_padding_and_dilation_are_spelt_out() -> None:
    even = Conv2d(kernel_size=4, padding="same").sizes((1, 9, 9))
    assert even["height"] == "(9 + 1 + 2 − 4)/1 + 1 = 9"
    thin = Conv2d(kernel_size=3, dilation=2).sizes((1, 9, 9))
    assert thin["height"] == "(9 − ((3 − 1)·2 + 1))/1 + 1 = 5"


def test_rounding_is_shown() -> None:
    assert MaxPool2d(kernel_size=3, stride=3).sizes((1, 7, 7))["height"] == "(7 − 3)/3 + 1 = 2.333 → 2"
    up = MaxPool2d(kernel_size=3, stride=3, ceil_mode=True).sizes((1, 7, 7))
    assert up["height"] == "(7 − 3)/3 + 1 = 2.333 → 3"


def test_a_window_that_torch_drops_is_told_too() -> None:
    """2×2 windows of stride 3 over 7 + 2·1: the third would begin at 6 and fits; over 4 + 2·1 none begins at 6."""
    pool = MaxPool2d(kernel_size=2, stride=3, padding=1, ceil_mode=True)
    assert pool.sizes((1, 4, 4))["height"] == "(4 + 2·1 − 2)/3 + 1 = 2.333 → 2"


def test_same_puts_the_odd_pixel_at_the_end() -> None:
    assert same_margins((4, 3), (1, 2)) == ((1, 2), (2, 2))


def test_a_window_too_large_shows_the_arithmetic() -> None:
    with pytest.raises(ShapeProblem) as caught:
        Conv2d(kernel_size=5, stride=2).out_shape((1, 9, 3))
    assert caught.value.code == "window_too_large"
    assert "(3 − 5)/2 + 1 < 1" in caught.value.detail
    assert caught.value.params == {"axis": 1, "extent": 5, "padded": 3}


def test_the_strict_rule_minds_the_remainder_whatever_ceil_mode() -> None:
    for ceil_mode in (False, True):
        with pytest.raises(ShapeProblem) as caught:
            MaxPool2d(kernel_size=3, stride=2, ceil_mode=ceil_mode).check_remainder((1, 8, 9))
        assert caught.value.params["exact"] == "3.5"
    MaxPool2d(kernel_size=3, stride=2).check_remainder((1, 9, 9))
