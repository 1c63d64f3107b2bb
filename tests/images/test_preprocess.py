"""Preparing pixels: `none`, `photo`, and what counts as empty."""

import numpy as np
import pytest

from app.images.preprocess import LONGEST_SIDE, is_empty, prepare


def ramp(height: int, width: int) -> np.ndarray:
    return np.linspace(0, 255, height * width).reshape(height, width).astype(np.uint8)


def test_none_leaves_an_image_of_the_right_size_alone() -> None:
    image = ramp(28, 28)
    assert np.array_equal(prepare(image, 1, 28, 28), image[None])


def test_none_resizes_without_regard_to_aspect() -> None:
    image = np.zeros((10, 40), np.uint8)
    image[:, 20:] = 200
    prepared = prepare(image, 1, 28, 28)
    assert prepared.shape == (1, 28, 28)
    assert (prepared[0, :, :12] == 0).all()
    assert (prepared[0, :, 16:] == 200).all()


def test_grey_becomes_three_equal_planes() -> None:
    prepared = prepare(ramp(8, 8), 3, 8, 8)
    assert prepared.shape == (3, 8, 8)
    assert np.array_equal(prepared[0], prepared[2])


def test_colour_becomes_luma() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[..., 1] = 255
    assert prepare(image, 1, 2, 2)[0, 0, 0] == round(0.587 * 255)


def test_colour_planes_come_in_the_order_red_green_blue() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[..., 0], image[..., 2] = 10, 30
    assert prepare(image, 3, 2, 2)[:, 0, 0].tolist() == [10, 0, 30]


def test_keep_size_keeps_the_size_up_to_the_longest_side() -> None:
    assert prepare(ramp(30, 50), 1, 28, 28, keep_size=True).shape == (1, 30, 50)
    assert prepare(ramp(300, 1200), 3, 28, 28, keep_size=True).shape == (3, 128, LONGEST_SIDE)
    assert prepare(ramp(1, 5000), 1, 28, 28, keep_size=True).shape == (1, 1, LONGEST_SIDE)


def test_photo_crops_the_centre_and_keeps_the_aspect() -> None:
    image = np.zeros((64, 128, 3), np.uint8)
    image[:, 32:96] = 255
    assert (prepare(image, 3, 32, 32, "photo") == 255).all()


@pytest.mark.parametrize("how", ["none", "photo", "digit"])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 2)])
def test_any_size_is_accepted(how: str, size: tuple[int, int]) -> None:
    assert prepare(np.full(size, 77, np.uint8), 1, 28, 28, how).shape == (1, 28, 28)
    assert prepare(np.full((*size, 3), 77, np.uint8), 3, 28, 28, how).shape == (3, 28, 28)


def test_other_channel_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="channels"):
        prepare(ramp(4, 4), 2, 4, 4)


@pytest.mark.parametrize("level", [0, 90, 255])
def test_a_uniform_image_is_empty(level: int) -> None:
    assert is_empty(np.full((1, 28, 28), level, np.uint8))
    assert is_empty(np.full((3, 28, 28), level, np.uint8))


def test_a_single_pixel_is_empty_and_a_stroke_is_not() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5, 5] = 255
    assert is_empty(image)
    image[0, 5:15, 5] = 255
    assert not is_empty(image)


def test_a_photo_is_not_empty() -> None:
    assert not is_empty(np.stack([ramp(32, 32)] * 3))


def test_colour_of_equal_brightness_is_not_empty() -> None:
    image = np.full((3, 16, 16), 100, np.uint8)
    image[0, 4:12, 4:12] = 200
    assert not is_empty(image)
