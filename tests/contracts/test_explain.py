"""Every kind of layer explains its units: the arithmetic is torch's output, its slopes are torch's Jacobian."""

import json
from math import prod

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from app.engine.explained import explained
from app.engine.terms import OUTSIDE, patch_of, terms_of
from app.layers import LAYERS, Layer
from app.layers.base import Shape, ShapeProblem
from tests.contracts.samples import VECTORS, VOLUMES, settings_of

SHAPES = [*VOLUMES, *VECTORS, (1, 6, 1)]


def accepted(layer: Layer, shape: Shape) -> bool:
    try:
        layer.out_shape(shape)
    except ShapeProblem:
        return False
    return True


def cases(kind: type[Layer]) -> list[tuple[Layer, Shape]]:
    """The kind with all settings of the samples, on every shape that it takes."""
    name = kind.model_fields["kind"].default
    layers = [kind.model_validate_json(as_json(name, setting)) for setting in settings_of(name)]
    return [(layer, shape) for layer in layers for shape in SHAPES if accepted(layer, shape)]


def as_json(kind: str, setting: dict[str, object]) -> str:
    return json.dumps({"kind": kind, **setting})


def built(layer: Layer, shape: Shape) -> nn.Module:
    """With numbers by chance in every parameter and statistic."""
    module = layer.build(shape).eval().requires_grad_(False)
    for name, values in [*module.named_parameters(), *module.named_buffers()]:
        if values.is_floating_point():
            values.uniform_(0.5, 1.5) if name.endswith("var") else values.normal_(0, 0.5)
    return module


def jacobian(module: nn.Module, x: Tensor, unit: tuple[int, ...]) -> tuple[float, np.ndarray]:
    """The unit's number by torch, and its slopes by every number of the input."""
    leaf = x.clone().requires_grad_()
    number = module(leaf)[(0, *unit)]
    if not number.requires_grad:
        return float(number), np.zeros(x.shape[1:])
    (slopes,) = torch.autograd.grad(number, leaf)
    return number.item(), slopes[0].numpy()


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.model_fields["kind"].default)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**31), data=st.data())
def test_the_explained_arithmetic_is_torchs(kind: type[Layer], seed: int, data: st.DataObject) -> None:
    layer, shape = data.draw(st.sampled_from(cases(kind)))
    torch.manual_seed(seed)
    module = built(layer, shape)
    x = torch.randint(0, 300, (1, *shape)).float() if layer.kind == "embedding" else torch.randn(1, *shape)
    sides = layer.out_shape(shape)
    place = tuple(int(at) for at in np.unravel_index(data.draw(st.integers(0, prod(sides) - 1)), sides))
    unit = (*place, 0, 0)[:3]

    patch = patch_of(x, layer.links(shape, unit), getattr(layer, "padding_mode", "zeros"))
    with torch.no_grad():
        terms = terms_of(layer, module, patch, unit, shape[1:])
        found = explained(layer, module, patch, terms, unit, shape[1:])
    number, expected = jacobian(module, x, place)
    assert found.steps[-1].value == pytest.approx(number, rel=1e-5, abs=1e-5)

    slopes = np.zeros((*shape, 1, 1)[:3])
    first = patch.links.channels[0]
    assert found.slopes is not None
    for (channel, row, column), slope in np.ndenumerate(found.slopes):
        y, x_at = patch.rows[row], patch.columns[column]
        if OUTSIDE not in (y, x_at):
            slopes[channel + first, y, x_at] += slope
    np.testing.assert_allclose(slopes.reshape(shape), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["dropout", "dropout2d", "gaussian_noise"])
def test_what_else_may_come_of_it_in_training(kind: str) -> None:
    (layer,) = (one for one in LAYERS if one.model_fields["kind"].default == kind)
    chance = layer()
    x = torch.full((1, 64, 2, 2), 0.6)
    patch = patch_of(x, chance.links((64, 2, 2), (3, 1, 0)))
    module = chance.build((64, 2, 2))
    found = explained(
        chance, module, patch, terms_of(chance, module, patch, (3, 1, 0), (2, 2)), (3, 1, 0), (2, 2)
    )
    told = sorted(step.value for step in found.training)
    if kind == "gaussian_noise":
        assert told == pytest.approx([0.6 - chance.std, 0.6 + chance.std])
    else:
        seen = sorted({round(value, 5) for value in module.train()(x).flatten().tolist()})
        assert told == pytest.approx(seen, abs=1e-5)
