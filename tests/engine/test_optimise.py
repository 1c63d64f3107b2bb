"""The optimisers against the papers' formulas and the lectures' numbers."""

import itertools
import json
from pathlib import Path

import pytest
import torch
from torch import nn

from app.engine.objective import objective
from app.engine.optimise import optimizer
from app.engine.session import Session
from app.layers.step_activations import Heaviside
from app.training.config import TrainConfig
from app.training.losses import Quadratic
from tests.engine.conftest import spec

VECTORS = json.loads((Path(__file__).parent.parent / "golden" / "training.json").read_text())["vectors"]
GRADIENTS = torch.tensor([[0.1, 20.0], [0.2, 10.0], [-0.3, 0.5]])


def golden(name):
    return next(vector for vector in VECTORS if vector["id"] == name)


def path(setting, gradients=GRADIENTS, start=0.0):
    """Where a weight for each column goes when it is given these gradients, step by step."""
    weights = nn.Parameter(torch.full((gradients.shape[1],), float(start)))
    stepping = optimizer(TrainConfig.model_validate({"optimizer": setting}), [weights])
    places = []
    for row in gradients:
        weights.grad = row.float()
        stepping.step()
        places.append(weights.tolist())
    return places


def test_adagrad_steps_as_in_the_lecture():
    vector = golden("adagrad-steps")
    given = vector["inputs"]
    gradients = torch.tensor([given["g1"], given["g2"]]).T
    found = path({"kind": "adagrad", "lr": given["eta"], "eps": 1e-30}, gradients, given["w0"])
    wanted = [list(pair) for pair in zip(vector["expected"]["w1"], vector["expected"]["w2"], strict=True)]
    torch.testing.assert_close(torch.tensor(found), torch.tensor(wanted))


@pytest.mark.parametrize("name", ["adagrad-small", "adagrad-large"])
def test_adagrad_rates_are_those_of_the_lecture(name):
    vector = golden(name)
    gradients = torch.tensor(vector["inputs"]["g"])[:, None]
    places = [0.0, *(row[0] for row in path({"kind": "adagrad", "lr": 1.0, "eps": 1e-30}, gradients))]
    steps = [before - after for before, after in itertools.pairwise(places)]
    rates = [step / gradient for step, gradient in zip(steps, vector["inputs"]["g"], strict=True)]
    assert rates == pytest.approx(vector["expected"], rel=1e-5)


def test_rmsprop_divides_by_a_running_mean():
    square, velocity, weight, wanted = 0.0, 0.0, 0.0, []
    for gradient in GRADIENTS[:, 0].tolist():
        square = 0.9 * square + 0.1 * gradient**2
        velocity = 0.5 * velocity + gradient / (square**0.5 + 1e-8)
        weight -= 0.01 * velocity
        wanted.append(weight)
    found = path({"kind": "rmsprop", "lr": 0.01, "alpha": 0.9, "momentum": 0.5})
    assert [row[0] for row in found] == pytest.approx(wanted, rel=1e-5)


def test_adadelta_needs_no_rate():
    """Zeiler 2012, algorithm 1."""
    squares, steps, weight, wanted = 0.0, 0.0, 0.0, []
    for gradient in GRADIENTS[:, 1].tolist():
        squares = 0.9 * squares + 0.1 * gradient**2
        step = ((steps + 1e-6) / (squares + 1e-6)) ** 0.5 * gradient
        steps = 0.9 * steps + 0.1 * step**2
        weight -= step
        wanted.append(weight)
    assert [row[1] for row in path("adadelta")] == pytest.approx(wanted, rel=1e-5)


def test_the_perceptron_learns_and_as_in_the_lecture():
    """One output that fires for class 1: its one-hot target is d."""
    vector = golden("perceptron-and")
    given = vector["inputs"]
    layer, fires = nn.Linear(2, 1), Heaviside().build((1,))
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    setting = {"kind": "perceptron", "lr": given["alpha"]}
    stepping = optimizer(TrainConfig.model_validate({"optimizer": setting}), layer.parameters())
    patterns, wanted = torch.tensor(given["x"]).float(), torch.tensor(given["d"]).float()
    epochs = []
    while len(epochs) < vector["expected"]["epochs_until_no_error"]:
        errors = 0
        for pattern, target in zip(patterns, wanted, strict=True):
            out = fires(layer(pattern))
            errors += int(out.item() != target.item())
            stepping.zero_grad()
            (((out - target) ** 2).sum() / 2).backward()
            stepping.step()
        epochs.append([*layer.weight[0].tolist(), layer.bias.item(), errors])
    assert epochs == vector["expected"]["after_each_epoch_w1_w2_b_errors"]


@pytest.mark.parametrize("kind", ["perceptron", "adaline"])
def test_the_rules_move_each_unit_by_its_error_times_the_input(dataset, kind):
    """w ← w + α(d − y)x with y the threshold's output (perceptron) or the sum itself (Adaline)."""
    tail = [{"kind": "heaviside"}] if kind == "perceptron" else []
    network = spec({"kind": "flatten"}, {"kind": "linear", "name": "w", "out_features": 4}, *tail)
    settings = {
        "optimizer": {"kind": kind, "lr": 0.25},
        "schedule": "constant",
        "loss": "quadratic",
        "batch_size": 1,
        "threads": 1,
        "precision": "float32",
    }
    session = Session(network, TrainConfig.model_validate(settings), dataset)
    before, (images, labels) = session.weights(), session.batch(0)
    x, d = images.flatten(1), nn.functional.one_hot(labels, 4).float()
    y = x @ before["w.weight"].T + before["w.bias"]
    y = (y > 0).float() if tail else y
    session.advance()
    after = session.weights()
    torch.testing.assert_close(after["w.weight"], before["w.weight"] + 0.25 * (d - y).T @ x)
    torch.testing.assert_close(after["w.bias"], before["w.bias"] + 0.25 * (d - y)[0])


def test_the_quadratic_cost_is_what_the_rules_descend():
    outputs = torch.tensor([[1.0, 0.0]], requires_grad=True)
    objective(Quadratic())(outputs, torch.tensor([1])).backward()
    assert outputs.grad.tolist() == [[1.0, -1.0]]
