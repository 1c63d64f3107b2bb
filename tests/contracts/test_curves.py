"""Every activation as a curve: f is torch's own function, f′ its gradient, and the histogram counts what it gets."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.live import LiveModel
from app.layers import LAYERS
from app.layers.base import ShapeProblem
from app.network.spec import NetworkSpec
from tests.contracts.samples import settings_of

FIRST = {"kind": "conv2d", "name": "first", "out_channels": 3, "kernel_size": 3}
IMAGE = np.random.default_rng(3).integers(0, 256, (1, 9, 8), dtype=np.uint8)


def threshold(z: Tensor) -> Tensor:
    """Its gradient passes as if it were not there: Hinton's straight-through estimator."""
    return z + ((z > 0).float() - z).detach()


FUNCTIONS = {
    "relu": lambda z: torch.relu(z),
    "leaky_relu": lambda z, negative_slope=0.01: functional.leaky_relu(z, negative_slope),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "elu": lambda z, alpha=1.0: functional.elu(z, alpha),
    "gelu": lambda z, approximate="none": functional.gelu(z, approximate=approximate),
    "silu": functional.silu,
    "softplus": lambda z, beta=1.0, threshold=20.0: functional.softplus(z, beta, threshold),
    "hard_tanh": lambda z, min_val=-1.0, max_val=1.0: functional.hardtanh(z, min_val, max_val),
    "heaviside": threshold,
}
"""By kind, with torch's own defaults; an activation that is missing here fails the test that lists them."""
CASES = [(kind, setting) for kind in FUNCTIONS for setting in settings_of(kind)]


def model(kind: str, setting: dict[str, Any]) -> LiveModel:
    layers = [FIRST, {"kind": kind, "name": "bent", **setting}]
    spec = {"input": {"channels": 1, "height": 9, "width": 8}, "layers": layers}
    live = LiveModel.open(NetworkSpec.model_validate_json(json.dumps(spec)), seed=4)
    with torch.no_grad():
        live.module.get_submodule("first").weight.mul_(8)
    live.infer(IMAGE)
    return live


def received(live: LiveModel) -> Tensor:
    """What the activation gets: the convolution of the image, computed here."""
    first = live.module.get_submodule("first")
    image = torch.tensor(IMAGE[None]) / 255 - 0.5
    with torch.no_grad():
        return functional.conv2d(image, first.weight, first.bias)[0]


def test_every_activation_has_an_oracle() -> None:
    """Those that torch calls activations and that are applied to each number by itself."""
    module = nn.modules.activation
    elementwise = {
        kind.model_fields["kind"].default
        for kind in LAYERS
        if (made := _made(kind)) is not None
        and (type(made).__module__ == module.__name__ or type(made).__name__ == "Heaviside")
    } - {"softmax"}
    assert elementwise == set(FUNCTIONS)


def _made(kind: Any) -> nn.Module | None:
    for shape in ((4, 12, 10), (16,)):
        try:
            kind().out_shape(shape)
            return kind().build(shape)
        except ShapeProblem:
            continue
    return None


@pytest.mark.parametrize(("kind", "setting"), CASES, ids=str)
def test_the_curve_is_torchs_function_and_its_gradient(kind: str, setting: dict[str, Any]) -> None:
    live = model(kind, setting)
    curve = live.unit("bent", 1, 2, 3, curve=True).curve
    assert curve is not None
    assert (curve.kind, curve.path, curve.reads) == (kind, "bent", "first")
    z = torch.tensor(curve.z, requires_grad=True)
    f = FUNCTIONS[kind](z, **setting)
    (slope,) = torch.autograd.grad(f.sum(), z)
    np.testing.assert_allclose(np.array(curve.f, float), f.detach(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.array(curve.slope, float), slope, rtol=1e-5, atol=1e-6)
    assert 0.0 in curve.z
    np.testing.assert_allclose(np.diff(curve.z), np.diff(curve.z)[0], rtol=1e-3)


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_the_histogram_counts_the_layers_inputs_and_the_unit_stands_among_them(kind: str) -> None:
    live = model(kind, {})
    seen = received(live)
    curve = live.unit("bent", 1, 2, 3, curve=True).curve
    assert curve is not None
    assert curve.z[0] <= min(float(seen.min()), -4)
    assert curve.z[-1] >= max(float(seen.max()), 4)
    bins = np.linspace(curve.z[0], curve.z[-1], len(curve.counts) + 1)
    counts, _ = np.histogram(seen.numpy(), bins)
    assert sum(curve.counts) == seen.numel()
    assert np.abs(np.array(curve.counts) - counts).sum() <= 2, "one on an edge may fall to either side"
    z = seen[1, 2, 3].clone().requires_grad_()
    f = FUNCTIONS[kind](z)
    (slope,) = torch.autograd.grad(f, z)
    own = (curve.own.z, curve.own.f, curve.own.slope)
    assert own == pytest.approx((z.item(), f.item(), slope.item()), rel=1e-4, abs=1e-5)


def test_a_unit_before_an_activation_shows_the_one_that_follows() -> None:
    live = model("tanh", {})
    before = live.unit("first", 2, 1, 1, curve=True)
    assert before.curve is not None
    assert before.curve.path == "bent"
    assert before.curve.own.z == before.value
    assert before.curve.own.f == live.unit("bent", 2, 1, 1).value


def test_there_is_no_curve_where_it_is_not_asked_for_or_nothing_bends() -> None:
    live = model("dropout", {})
    assert live.unit("bent", 0, curve=True).curve is None
    assert live.unit("first", 0, curve=True).curve is None
    assert model("relu", {}).unit("bent", 0).curve is None


def test_numbers_that_have_exploded_are_null() -> None:
    live = model("gelu", {"approximate": "tanh"})
    with torch.no_grad():
        live.module.get_submodule("first").weight.fill_(3e38)
    live.infer(IMAGE)
    curve = live.unit("bent", 1, 2, 3, curve=True).curve
    assert curve is not None
    assert sum(curve.counts) == int(torch.isfinite(received(live)).sum())
    json.dumps(curve.model_dump(mode="json"), allow_nan=False)
