import numpy as np
import pytest
import torch

from app.datasets.model import Dataset, Split
from app.engine.zoo.digits import AS_IT_IS, REDRAWN, with_redrawn_digits
from app.engine.zoo.pen import vary_width
from app.engine.zoo.redraw import centre_lines, redraw


def seven():
    image = np.zeros((28, 28), np.uint8)
    image[5:8, 7:20] = 255
    for row in range(8, 23):
        image[row, 19 - (row - 8) // 2 - 2 : 19 - (row - 8) // 2 + 1] = 255
    return image


def one():
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 13:15] = 255
    return image


def test_a_redrawn_digit_has_the_form_of_mnist_and_looks_like_the_digit():
    (strokes,) = centre_lines(seven()[None])
    random = np.random.default_rng(0)
    drawn = [redraw(strokes, 7, random) for _ in range(30)]
    assert all(image.shape == (28, 28) and image.dtype == np.uint8 for image in drawn)
    assert all(image.max() == 255 for image in drawn)
    mean = np.mean(drawn, 0) / 255
    assert np.corrcoef(mean.ravel(), seven().ravel())[0, 1] > 0.3
    assert len({image.tobytes() for image in drawn}) == 30


def test_widths_differ():
    (strokes,) = centre_lines(seven()[None])
    random = np.random.default_rng(0)
    ink = [redraw(strokes, 7, random).sum() / 255 for _ in range(40)]
    assert max(ink) > 2 * min(ink)


def test_plain_ones_get_flags_and_other_digits_do_not():
    (strokes,) = centre_lines(one()[None])
    widths = {}
    for label in (1, 7):
        random = np.random.default_rng(0)
        images = [redraw(strokes, label, random) > 100 for _ in range(60)]
        widths[label] = [int(np.ptp(np.flatnonzero(image.any(0)))) for image in images]
    assert np.mean(widths[1]) > np.mean(widths[7]) + 1


def test_the_training_set_holds_every_digit_as_it_is_and_redrawn():
    images = np.stack([seven(), one(), np.zeros((28, 28), np.uint8)])[:, None]
    part = Split(images, np.array([7, 1, 0], np.uint8))
    mnist = Dataset("mnist", (), {"train": part, "validation": part, "test": part}, (0.1,), (0.3,), 3)
    train = with_redrawn_digits(mnist, seed=0).splits["train"]
    assert len(train) == 6 * (AS_IT_IS + REDRAWN)
    assert train.labels.tolist() == [7, 1, 0] * 2 * (AS_IT_IS + REDRAWN)
    np.testing.assert_array_equal(train.images[:3], images)
    assert not (train.images[-6:-4] == images[:2]).all()
    again = with_redrawn_digits(mnist, seed=0).splits["train"]
    np.testing.assert_array_equal(train.images, again.images)


@pytest.mark.parametrize("count", [400])
def test_some_strokes_get_thicker_and_some_thinner(count):
    images = torch.from_numpy(seven()).float().expand(count, 1, 28, 28)
    drawn = vary_width(images, torch.Generator().manual_seed(0))
    change = drawn.sum((1, 2, 3)) / images.sum((1, 2, 3))
    assert 0.1 < (change > 1.02).float().mean() < 0.3
    assert 0.1 < (change < 0.98).float().mean() < 0.3
    assert (change == 1).float().mean() > 0.5
    assert (drawn.min(), drawn.max()) == (0, 255)
