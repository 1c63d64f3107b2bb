"""Gradient ascent on pixels: against steps taken by hand, torch's gradients, and numpy's blur and variation."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from app.engine.live import LiveModel
from app.engine.maximise import Ascent, Goal, maximise
from app.engine.maximise.regularise import blurred, variation
from tests.engine.conftest import bars, spec

CONV = {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3, "padding": 1}
LAST = [{"kind": "flatten", "name": "flat"}, {"kind": "linear", "name": "out", "out_features": 4}]
SMALL = Ascent(steps=12, step_size=0.01)


def model(*layers, seed=3, **more):
    return LiveModel.open(spec(CONV, *layers, *LAST, **more), seed=seed)


def test_a_linear_unit_wants_its_kernel():
    network = model()
    found = maximise(network, Goal("c1", 2, 3, 5), Ascent(steps=5, step_size=0.005), "grey")
    kernel = network.filters()["c1"][2, 0]
    direction = np.zeros((8, 8))
    direction[2:5, 4:7] = kernel / np.sqrt((kernel**2).sum() / 64)
    expected = np.clip(0.5 + 5 * 0.005 * direction, 0, 1) * 255
    np.testing.assert_allclose(found.frames[-1][0], expected, atol=0.51)
    bias = network.filters()["c1.bias"][2]
    gain = 5 * 0.005 * (kernel * direction[2:5, 4:7]).sum()
    assert found.values[0] == pytest.approx(bias, abs=1e-6)  # mid-grey is read as 0
    assert found.values[-1] == pytest.approx(bias + gain, rel=1e-5)


@pytest.mark.parametrize(
    ("goal", "pick"),
    [
        (Goal("c1_tanh", 1), lambda maps, out: maps[0, 1].mean()),
        (Goal("c1_tanh", 0, 7, 2), lambda maps, out: maps[0, 0, 7, 2]),
        (Goal("out", 3), lambda maps, out: out[0, 3]),
    ],
)
def test_every_value_is_that_of_steps_by_torch(goal, pick):
    network = model({"kind": "tanh", "name": "c1_tanh"})
    image = bars(1, 4).images[0]
    found = maximise(network, goal, SMALL, image, frames=13)
    weights = {name: torch.tensor(value).double() for name, value in network.filters().items()}
    picture = torch.tensor(image[None]).double() / 255
    for step in range(13):
        leaf = picture.clone().requires_grad_()
        maps = functional.conv2d(leaf - 0.5, weights["c1"], weights["c1.bias"], padding=1).tanh()
        value = pick(maps, functional.linear(maps.flatten(1), weights["out"], weights["out.bias"]))
        assert found.values[step] == pytest.approx(float(value.detach()), rel=1e-4, abs=1e-5)
        np.testing.assert_allclose(found.frames[step], picture[0] * 255, atol=0.52)
        (slope,) = torch.autograd.grad(value, leaf)
        picture = (picture + 0.01 * slope / slope.square().mean().sqrt()).clamp(0, 1)
    assert found.at == [*range(13)]
    assert found.values == sorted(found.values)


def test_the_way_is_decided_by_the_seed():
    network = model({"kind": "tanh"})
    ways = [Ascent(steps=6, jitter=2, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (maximise(network, Goal("c1", 0), way) for way in ways)
    assert first.values == again.values
    np.testing.assert_array_equal(first.frames, again.frames)
    assert first.values != other.values


def test_jitter_shifts_nothing_for_good():
    image = bars(1, 2).images[0]
    found = maximise(model(), Goal("c1", 0), Ascent(steps=9, step_size=1e-9, jitter=5), image)
    np.testing.assert_array_equal(found.frames[-1], image)


@pytest.mark.parametrize(
    ("normalize", "mean", "shade"), [("none", 0.0, 0), ("half", 0.0, 127.5), ("standard", 0.3, 76.5)]
)
def test_decay_leads_to_what_the_network_reads_as_zero(normalize, mean, shade):
    network = LiveModel.open(spec(CONV, *LAST, normalize=normalize), mean=(mean,), std=(0.2,))
    found = maximise(network, Goal("c1", 0), Ascent(steps=40, step_size=1e-6, decay=0.5))
    np.testing.assert_allclose(found.frames[-1], shade, atol=0.51)


def test_regularisers_make_it_smoother():
    network, goal = model({"kind": "relu"}), Goal("out", 1)
    plain, *smooth = (
        maximise(network, goal, Ascent(steps=20, **more))
        for more in ({}, {"variation": 0.5}, {"blur": 1.0, "blur_every": 2})
    )
    rough = [float(variation(torch.tensor(one.frames[-1:] / 255).float())) for one in (plain, *smooth)]
    assert max(rough[1:]) < 0.8 * rough[0]


def test_variation_and_blur_against_numpy():
    picture = np.random.default_rng(0).random((1, 2, 6, 7))
    down = np.diff(picture, axis=2, append=picture[:, :, -1:])
    across = np.diff(picture, axis=3, append=picture[..., -1:])
    assert float(variation(torch.tensor(picture))) == pytest.approx(np.hypot(down, across).sum(), rel=1e-3)
    sigma, side = 0.8, 3
    places = np.arange(-side, side + 1)
    bell = np.exp(-(places[:, None] ** 2 + places[None] ** 2) / (2 * sigma**2))
    padded = np.pad(picture, ((0, 0), (0, 0), (side, side), (side, side)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (7, 7), (2, 3))
    expected = (windows * bell).sum((-1, -2)) / bell.sum()
    np.testing.assert_allclose(blurred(torch.tensor(picture), sigma), expected, atol=1e-9)


def test_a_blur_wider_than_the_picture_is_possible():
    found = blurred(torch.rand(1, 1, 2, 1), 5.0)
    assert found.shape == (1, 1, 2, 1)


def test_where_nothing_moves_the_number_the_picture_stays():
    network = LiveModel.open(spec(CONV, *LAST), painted=[("c1", 1, [0.0] * 9, 0.25)])
    found = maximise(network, Goal("c1", 1, 3, 3), Ascent(steps=4, variation=0.5))
    assert found.is_flat
    assert found.values == [0.25] * 5
    np.testing.assert_array_equal(found.frames[0], found.frames[-1])


def test_nothing_is_left_in_the_network_even_where_it_fails():
    network = model({"kind": "batch_norm2d"}, {"kind": "relu"})
    before = {name: value.clone() for name, value in network.module.state_dict().items()}
    answer = network.infer(bars(1, 0).images[0]).logits
    maximise(network, Goal("out", 0), SMALL)
    with pytest.raises(IndexError):
        maximise(network, Goal("out", 9), SMALL)
    for part in network.module.modules():
        assert not any((part._forward_hooks, part._forward_pre_hooks, part._backward_hooks))
    assert all(torch.equal(before[name], value) for name, value in network.module.state_dict().items())
    assert all(parameter.grad is None for parameter in network.module.parameters())
    np.testing.assert_array_equal(network.infer(bars(1, 0).images[0]).logits, answer)


def test_a_pixel_wants_to_be_white():
    found = maximise(model(), Goal("input", 0, 2, 6), Ascent(steps=3, step_size=0.1), "grey")
    assert found.frames[-1][0, 2, 6] == 255
    assert (found.frames[-1] != found.frames[0]).sum() == 1
