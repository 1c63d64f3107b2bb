"""The lectures' numbers, through the modules that layers build."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.layers import Layer
from app.layers.activations import LeakyRelu, Relu, Sigmoid, Softmax, Tanh
from app.layers.convolution import Conv2d
from app.layers.linear import Linear
from app.layers.normalization import BatchNorm1d, BatchNorm2d
from app.layers.pooling import AvgPool2d, L2Pool2d, MaxPool2d

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "layers.json").read_text())["vectors"]
POOLS = {"max": MaxPool2d, "avg": AvgPool2d, "l2": L2Pool2d}


def vectors(operation: str) -> list[Any]:
    """The vectors of an operation, named."""
    return [pytest.param(v["inputs"], v["expected"], id=v["id"]) for v in GOLDEN if v["op"] == operation]


def picture(rows: Any) -> Tensor:
    """Rows of numbers as (1, 1, H, W)."""
    return torch.tensor(rows, dtype=torch.float64)[None, None].requires_grad_()


def convolution(inputs: Any) -> nn.Conv2d:
    """The convolution of a vector, its kernel set."""
    kernel = torch.tensor(inputs["w"], dtype=torch.float64)
    layer = Conv2d(
        out_channels=1,
        kernel_size=kernel.shape[0],
        stride=inputs.get("stride", 1),
        padding=inputs.get("padding", 0),
        bias=False,
    )
    module = layer.build((1, len(inputs["x"]), len(inputs["x"][0]))).double()
    assert isinstance(module, nn.Conv2d)
    module.weight = nn.Parameter(kernel[None, None])
    return module


def close(found: Tensor, expected: Any, tolerance: float = 1e-12) -> None:
    """Are these the numbers?"""
    wanted = torch.tensor(expected, dtype=torch.float64)
    torch.testing.assert_close(found.detach().reshape(wanted.shape), wanted, atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv2d"))
def test_convolution(inputs: Any, expected: Any) -> None:
    close(convolution(inputs)(picture(inputs["x"])), expected)


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv2d_corner"))
def test_padded_convolution(inputs: Any, expected: Any) -> None:
    close(convolution(inputs)(picture(inputs["x"])), expected["output"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv2d_backward"))
def test_gradients_of_a_convolution(inputs: Any, expected: Any) -> None:
    module, x = convolution(inputs), picture(inputs["x"])
    module(x).backward(torch.tensor(inputs["delta"], dtype=torch.float64)[None, None])
    assert x.grad is not None
    assert module.weight.grad is not None
    close(x.grad, expected["dX"])
    close(module.weight.grad, expected["dW"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("kernel_on_solid_fill"))
def test_kernels_on_a_solid_fill(inputs: Any, expected: Any) -> None:
    found = convolution({"w": inputs["kernel"], "x": inputs["image"], "padding": inputs["padding"]})
    close(found.weight.sum(), expected["kernel_sum"])
    close(found(picture(inputs["image"])), expected["output"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("equivariance"))
def test_a_shifted_picture_shifts_the_map(inputs: Any, expected: Any) -> None:
    down, right = inputs["shift"]
    x = picture(inputs["x"])
    moved = nn.functional.pad(x, (right, 0, down, 0))[..., : x.shape[2], : x.shape[3]]
    module = convolution(inputs)
    close(module(x), expected["y"])
    close(module(moved), expected["y_shifted"])


def pool(inputs: Any) -> nn.Module:
    """The pool of a vector."""
    layer: Layer = POOLS[inputs.get("kind", "max")](kernel_size=inputs["k"], stride=inputs["s"])
    return layer.build((1, len(inputs["x"]), len(inputs["x"][0])))


@pytest.mark.parametrize(("inputs", "expected"), vectors("pool"))
def test_pooling(inputs: Any, expected: Any) -> None:
    close(pool(inputs)(picture(inputs["x"])), expected)


@pytest.mark.parametrize(("inputs", "expected"), vectors("pool_backward"))
def test_gradients_of_pooling(inputs: Any, expected: Any) -> None:
    x = picture(inputs["x"])
    pool(inputs)(x).backward(torch.tensor(inputs["upstream"], dtype=torch.float64)[None, None])
    assert x.grad is not None
    close(x.grad, expected)


@pytest.mark.parametrize(("inputs", "expected"), vectors("pool_invariance"))
def test_pooling_forgets_the_exact_place(inputs: Any, expected: Any) -> None:
    x, module = picture(inputs["x"]), pool(inputs)
    close(module(x), expected["out0"])
    moved = [module(torch.roll(x, tuple(shift), (2, 3))) for shift in inputs["shifts"]]
    assert [torch.equal(found, module(x)) for found in moved] == expected["unchanged"]
    close(moved[-1], expected["out_last"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("activation_table"))
def test_activations_and_their_slopes(inputs: Any, expected: Any) -> None:
    layers = {"sigmoid": Sigmoid(), "tanh": Tanh(), "relu": Relu()}
    layers["leaky"] = LeakyRelu(negative_slope=inputs["leaky_a"])
    for name, layer in layers.items():
        x = torch.tensor(inputs["x"], dtype=torch.float64, requires_grad=True)
        out = layer.build(tuple(x.shape))(x)
        out.sum().backward()
        assert x.grad is not None
        close(out, expected[name])
        close(x.grad, expected[f"d{name}"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("softmax"))
def test_softmax(inputs: Any, expected: Any) -> None:
    z = torch.tensor([inputs["z"]], dtype=torch.float64)
    close(Softmax().build((len(inputs["z"]),))(z), expected["y"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("bn_test"))
def test_batch_normalisation_outside_training(inputs: Any, expected: float) -> None:
    module = BatchNorm2d(eps=1e-300).build((1, 1, 1)).double().eval()
    assert isinstance(module, nn.BatchNorm2d)
    assert module.running_mean is not None
    assert module.running_var is not None
    with torch.no_grad():
        module.running_mean.fill_(inputs["mu"])
        module.running_var.fill_(inputs["var"])
        module.weight.fill_(inputs["gamma"])
        module.bias.fill_(inputs["beta"])
    close(module(torch.full((1, 1, 1, 1), inputs["h"], dtype=torch.float64)), [expected])


@pytest.mark.parametrize(("inputs", "expected"), vectors("bn_train"))
def test_batch_normalisation_in_training(inputs: Any, expected: Any) -> None:
    """Of maps of one pixel and of vectors alike; the smallest epsilon that there is stands for none."""
    values = torch.tensor(inputs["h"], dtype=torch.float64)
    for layer, shape in ((BatchNorm2d(eps=1e-300), (1, 1, 1)), (BatchNorm1d(eps=1e-300), (1,))):
        module = layer.build(shape).double()
        with torch.no_grad():
            module.weight.fill_(inputs["gamma"])
            module.bias.fill_(inputs["beta"])
        close(module(values.view(-1, *shape)), expected["out"])
        close(module.running_mean, [0.1 * expected["mean"]])


@pytest.mark.parametrize(("inputs", "expected"), vectors("two_layer"))
def test_two_layers(inputs: Any, expected: Any) -> None:
    first, second = torch.tensor(inputs["W1"]).float(), torch.tensor(inputs["W2"]).float()
    layers = [Linear(out_features=len(first), bias=False), Linear(out_features=len(second), bias=False)]
    modules = [layers[0].build((first.shape[1],)), layers[1].build((second.shape[1],))]
    for module, weight in zip(modules, (first, second), strict=True):
        module.weight = nn.Parameter(weight)
    hidden = Relu().build((3,))(modules[0](torch.tensor([inputs["x"]]).float()))
    close(hidden.double(), expected["h"])
    close(modules[1](hidden).double(), expected["f"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("kernel_set_at_pixel"))
def test_kernels_at_one_pixel(inputs: Any, expected: Any) -> None:
    for name, kernel in inputs["kernels"].items():
        found = convolution({"w": kernel, "x": inputs["patch"]})(picture(inputs["patch"]))
        close(found, [expected[name]], 1e-9)


@pytest.mark.parametrize(("inputs", "expected"), vectors("relu_backward"))
def test_relu_passes_gradients_where_it_is_on(inputs: Any, expected: Any) -> None:
    x = torch.tensor(inputs["x"], dtype=torch.float64, requires_grad=True)
    out = Relu().build((4,))(x)
    out.backward(torch.tensor(inputs["dL_dz"], dtype=torch.float64))
    assert x.grad is not None
    close(out, expected["z"])
    close(x.grad, expected["dL_dx"])
