"""Convolutions with a table of connections."""

import json

import pytest
import torch
from torch import nn

from app.engine.initialise import initialise
from app.layers import ShapeProblem
from app.layers.convolution import Conv2d
from app.layers.modules.table_conv import TableConv2d
from app.training.initializers import Default, He, Initializer, Normal, Xavier, Zeros

TABLE = ((0, 1), (2,), (0, 2))


def layer(**more: object) -> Conv2d:
    """Three filters over three maps, five of the nine pairs connected."""
    settings = {"out_channels": 3, "kernel_size": 2, "connections": TABLE, **more}
    return Conv2d.model_validate_json(json.dumps(settings))


def built(**more: object) -> TableConv2d:
    """Its module for maps of 4×4."""
    module = layer(**more).build((3, 4, 4))
    assert isinstance(module, TableConv2d)
    return module


def test_each_filter_sees_its_own_maps_only() -> None:
    x = torch.rand(1, 3, 4, 4, requires_grad=True)
    module = built()
    for filters, row in enumerate(TABLE):
        (gradient,) = torch.autograd.grad(module(x)[:, filters].sum(), x)
        assert [channel for channel in range(3) if gradient[0, channel].any()] == list(row)


def test_it_is_the_convolution_of_its_dense_weight() -> None:
    module, x = built(padding="same", padding_mode="circular"), torch.rand(2, 3, 4, 4)
    dense = nn.Conv2d(3, 3, 2, padding="same", padding_mode="circular")
    dense.weight, dense.bias = nn.Parameter(module.weight.detach()), module.bias
    assert torch.equal(module(x), dense(x))


def test_kernels_of_connected_pairs_are_its_only_weights() -> None:
    module = built()
    assert {name: tuple(value.shape) for name, value in module.named_parameters()} == {
        "kernels": (5, 2, 2),
        "bias": (3,),
    }
    assert layer().count((3, 4, 4)) == "2·2·5 + 3"
    assert layer().macs((3, 4, 4)) == 3 * 3 * 2 * 2 * 5
    assert set(module.state_dict()) == {"kernels", "bias"}


def test_weights_are_within_torchs_bound_for_what_a_filter_sees() -> None:
    torch.manual_seed(0)
    largest = torch.stack([built().weight.detach().abs().amax((1, 2, 3)) for _ in range(200)]).amax(0)
    bounds = torch.tensor([8, 4, 8]).rsqrt()
    assert (largest <= bounds).all()
    assert (largest > 0.9 * bounds).all()


def test_kernels_are_drawn_as_those_of_the_dense_convolution() -> None:
    module, dense = built(), nn.Conv2d(3, 3, 2)
    for part in (module, dense):
        initialise(part, Normal(std=0.3), 1)
    mask = torch.zeros(3, 3, 1, 1)
    for filters, row in enumerate(TABLE):
        mask[filters, list(row)] = 1
    assert torch.equal(module.weight, dense.weight * mask)


@pytest.mark.parametrize(
    "setting", [Default(), He(), Normal(std=0.3), Xavier(), Zeros()], ids=lambda one: one.kind
)
def test_initialisers_draw_its_kernels_by_the_seed(setting: Initializer) -> None:
    first, again, other = built(), built(), built()
    for module, seed in ((first, 1), (again, 1), (other, 2)):
        initialise(module, setting, seed)
    assert torch.equal(first.kernels, again.kernels)
    assert torch.equal(first.kernels, other.kernels) == isinstance(setting, Zeros)
    assert first.kernels.any() != isinstance(setting, Zeros)


@pytest.mark.parametrize(
    ("settings", "channels", "says"),
    [
        ({"out_channels": 4}, 3, "for 3 filters, not for 4"),
        ({}, 2, "names map 2, but there are only 2"),
        ({"connections": [[0, 0], [1], [2]]}, 3, "twice"),
        ({"groups": 3}, 3, "exclude each other"),
    ],
)
def test_tables_that_do_not_suit(settings: dict[str, object], channels: int, says: str) -> None:
    with pytest.raises(ShapeProblem, match=says) as caught:
        layer(**settings).out_shape((channels, 4, 4))
    assert caught.value.code == "connections"
