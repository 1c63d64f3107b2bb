"""The measured receptive field, against torch's gradient of each image alone and against bells made by hand."""

from math import sqrt

import numpy as np
import pytest
import torch
from torch.nn import functional

from app.engine.live import LiveModel
from app.engine.measured_field import OUTSIDE, centre_of, effective_size, measured_field
from app.network.spec import InputShape
from tests.engine.conftest import bars, spec

CONV = {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3, "padding": 1}
DEEP = {"kind": "conv2d", "name": "c2", "out_channels": 2, "kernel_size": 3, "padding": 1}
LAST = [{"kind": "flatten", "name": "flat"}, {"kind": "linear", "name": "out", "out_features": 4}]


def model(*layers, seed=0):
    return LiveModel.open(spec(*layers), seed=seed)


def test_it_is_the_mean_of_each_images_own_gradient():
    images = bars(70, 1).images  # more than one batch
    found = measured_field(
        model(CONV, {"kind": "tanh"}, DEEP, {"kind": "relu"}, *LAST, seed=3), images, "c2", (1, 4, 2)
    )
    given = model(CONV, {"kind": "tanh"}, DEEP, {"kind": "relu"}, *LAST, seed=3).filters()
    weights = {name: torch.tensor(value).double() for name, value in given.items()}
    total = torch.zeros(8, 8, dtype=torch.float64)
    for image in images:
        pixels = (torch.tensor(image[None]).double() / 255 - 0.5).requires_grad_()
        under = functional.conv2d(pixels, weights["c1"], weights["c1.bias"], padding=1).tanh()
        unit = functional.conv2d(under, weights["c2"], weights["c2.bias"], padding=1)[0, 1, 4, 2]
        total += torch.autograd.grad(unit, pixels)[0][0, 0].abs()
    np.testing.assert_allclose(found, total / 70, rtol=1e-5, atol=1e-9)


def test_a_linear_unit_shows_the_size_of_its_kernel():
    network = model(CONV, *LAST)
    found = measured_field(network, bars(2, 0).images, "c1", (2, 3, 5))
    expected = np.zeros((8, 8))
    expected[2:5, 4:7] = np.abs(network.filters()["c1"][2, 0])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-9)


def test_the_colours_of_a_pixel_are_added_up():
    coloured = spec(CONV, *LAST).model_copy(update={"input": InputShape(channels=3, height=8, width=8)})
    network = LiveModel.open(coloured)
    images = np.random.default_rng(0).integers(0, 256, (3, 3, 8, 8), np.uint8)
    found = measured_field(network, images, "c1", (0, 4, 4))
    np.testing.assert_allclose(found[3:6, 3:6], np.abs(network.filters()["c1"][0]).sum(0), rtol=1e-5)


def test_pixels_and_vectors_have_one_too():
    network = model(CONV, {"kind": "relu"}, *LAST)
    pixel = measured_field(network, bars(2, 0).images, "input", (0, 1, 6))
    assert (pixel != 0).sum() == 1
    assert pixel[1, 6] == 1
    assert measured_field(network, bars(5, 0).images, "out", (3, 0, 0)).all()


def test_what_no_image_moves_is_zero_and_has_no_centre():
    network = LiveModel.open(spec(CONV, *LAST), painted=[("c1", 1, [0.0] * 9, None)])
    dead = measured_field(network, bars(3, 0).images, "c1", (1, 3, 3))
    assert not dead.any()
    assert (effective_size(dead), centre_of(dead)) == (0.0, None)


def test_nothing_is_left_in_the_network():
    network = model(CONV, {"kind": "batch_norm2d"}, *LAST)
    before = {name: value.clone() for name, value in network.module.state_dict().items()}
    answer = network.infer(bars(1, 0).images[0]).logits
    measured_field(network, bars(9, 0).images, "out", (0, 0, 0))
    assert all(torch.equal(before[name], value) for name, value in network.module.state_dict().items())
    assert all(parameter.grad is None for parameter in network.module.parameters())
    np.testing.assert_array_equal(network.infer(bars(1, 0).images[0]).logits, answer)


def test_the_effective_size_of_a_square_is_its_side():
    square = np.zeros((20, 20))
    square[3:10, 6:13] = 2.0
    assert effective_size(square) == 7
    assert centre_of(square) == pytest.approx((6, 9))


def test_of_a_bell_it_counts_what_lies_within_two_and_a_half_deviations():
    deviation = 4.0
    rows, columns = np.indices((64, 64))
    bell = np.exp(-((rows - 32) ** 2 + (columns - 32) ** 2) / (2 * deviation**2))
    radius = deviation * sqrt(-2 * np.log(OUTSIDE))
    assert effective_size(bell) == pytest.approx(sqrt(np.pi) * radius, rel=0.01)
