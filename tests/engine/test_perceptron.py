"""Rosenblatt's rule is a step of gradient descent on the quadratic cost through the threshold."""

import pytest
import torch
from torch import nn

from app.engine.objective import quadratic
from app.layers.step_activations import Heaviside


def test_with_one_unit_a_class_each_learns_by_the_rule():
    """w ← w + α(d − y)x for every unit, as the playground's quadratic cost has it."""
    torch.manual_seed(0)
    layer, fires = nn.Linear(5, 3), Heaviside().build((3,))
    x, label = torch.randn(1, 5), torch.tensor([2])
    out = fires(layer(x))
    quadratic(out, label).mean().backward()
    rule = (torch.tensor([[0.0, 0.0, 1.0]]) - out.detach()).T @ x
    torch.testing.assert_close(layer.weight.grad, -rule)


@pytest.mark.parametrize("z", [-2.0, 0.0, 1e-30, 3.0])
def test_it_fires_above_zero_alone(z):
    value = torch.tensor([z], requires_grad=True)
    assert Heaviside().build((1,))(value).item() == float(z > 0)
    assert torch.heaviside(value.detach(), torch.zeros(1)).item() == float(z > 0)
