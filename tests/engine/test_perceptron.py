"""Rosenblatt's rule is a step of gradient descent on the quadratic cost through the threshold."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from app.engine.objective import quadratic
from app.layers.step_activations import Heaviside

VECTORS = json.loads((Path(__file__).parent.parent / "golden" / "layers.json").read_text())["vectors"]
GOLDEN = next(vector for vector in VECTORS if vector["id"] == "perceptron-and")


def test_the_lectures_and():
    """One output that fires for class 1: its one-hot target is d."""
    inputs = GOLDEN["inputs"]
    layer, fires = nn.Linear(2, 1), Heaviside().build((1,))
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    optimizer = torch.optim.SGD(layer.parameters(), lr=inputs["alpha"])
    patterns, wanted = torch.tensor(inputs["x"]).float(), torch.tensor(inputs["d"]).float()
    epochs = []
    while len(epochs) < GOLDEN["expected"]["epochs_until_no_error"]:
        errors = 0
        for pattern, target in zip(patterns, wanted, strict=True):
            out = fires(layer(pattern))
            errors += int(out.item() != target.item())
            optimizer.zero_grad()
            (((out - target) ** 2).sum() / 2).backward()
            optimizer.step()
        epochs.append([*layer.weight[0].tolist(), layer.bias.item(), errors])
    assert epochs == GOLDEN["expected"]["after_each_epoch_w1_w2_b_errors"]


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
