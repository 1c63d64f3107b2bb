import numpy as np
import pytest
import torch

from app.engine import statistics
from app.engine.frames import Frames
from app.engine.session import Session
from app.engine.statistics import dead_share, histogram, identical_filters, saturated_share
from tests.engine.conftest import spec
from tests.engine.test_resume import column, events
from tests.engine.test_train import config

TANH = [
    {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
    {"kind": "relu", "name": "r1"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "h", "out_features": 6},
    {"kind": "tanh", "name": "t"},
    {"kind": "linear", "name": "out", "out_features": 4},
]


def look(session, *layers):
    told = Frames(session).render("statistics", layers).statistics
    return told.images, {layer.path: layer for layer in told.layers}


def test_they_are_those_of_torch(dataset):
    session = Session(spec(*TANH), config(), dataset)
    frames = Frames(session)
    frames.render("statistics", ["c1"])  # the next step is watched
    before = {name: tensor.clone() for name, tensor in session.weights().items()}
    session.advance()
    told = frames.render("statistics", ["c1", "r1", "t", "out", "gone"]).statistics
    layers = {layer.path: layer for layer in told.layers}
    assert list(layers) == ["c1", "r1", "t", "out"]
    assert told.images == 40
    weight = session.module.get_parameter("c1.weight")
    assert layers["c1"].weight_norm == pytest.approx(float(weight.detach().norm()))
    assert layers["c1"].gradient_norm == pytest.approx(float(weight.grad.detach().norm()))
    moved = (weight.detach() - before["c1.weight"]).norm() / before["c1.weight"].norm()
    assert layers["c1"].update_ratio == pytest.approx(float(moved), rel=1e-4)
    assert sum(layers["c1"].weights.counts) == weight.numel()
    low, high = float(weight.detach().min()), float(weight.detach().max())
    expected, _ = np.histogram(weight.detach().numpy(), 40, (low, high))
    assert np.abs(np.array(layers["c1"].weights.counts) - expected).sum() <= 2  # numbers on an edge
    images = torch.from_numpy(dataset.splits["validation"].images).float() / 255 - 0.5
    with torch.no_grad():
        maps = session.module.c1(images).relu()
        units = session.module.h(maps.flatten(1)).tanh()
    assert layers["r1"].dead == pytest.approx(float((maps.amax((0, 2, 3)) == 0).float().mean()))
    assert layers["t"].saturated == pytest.approx(float((1 - units**2 < 0.05).float().mean()), abs=0.01)
    assert (layers["out"].dead, layers["out"].saturated) == (None, None)


def test_looking_does_not_change_the_training(dataset):
    alone = column(events(Session(spec(*TANH), config(), dataset)), "train_loss")
    session, losses = Session(spec(*TANH), config(), dataset), []
    frames = Frames(session)
    while session.step < session.steps:
        frames.render("statistics", ["c1", "r1", "h", "t", "out"])
        losses.append(float(session.advance().loss))
    assert losses == alone


def test_dead_and_saturated_by_definition():
    output = torch.zeros(3, 4, 2, 2)
    output[1, 2, 0, 1] = 0.1
    assert dead_share(output) == 0.75
    assert saturated_share(torch.tensor([0.0, 0.97, -0.98, 1.0]), "tanh") == 0.5  # 1 − 0.98² = 0.0396
    assert saturated_share(torch.tensor([0.5, 0.01, 0.02, 0.995]), "sigmoid") == 0.5  # 4·0.02·0.98 = 0.078
    assert saturated_share(output, "relu") is None


def test_zero_weights_are_identical_filters(dataset):
    session = Session(spec(*TANH), config(initializer="zeros"), dataset)
    _, layers = look(session, "c1", "h", "out")
    assert [layers[path].identical for path in ("c1", "h", "out")] == [3, 5, 3]
    assert layers["c1"].gradients is None
    assert layers["c1"].update_ratio is None
    assert layers["c1"].weights.counts == [36]


def test_rows_in_another_order_or_nearly_equal_are_not_identical():
    rows = torch.tensor([[1.0, 2, 3], [3, 2, 1], [1, 2, 3], [1, 2, 3.0000002]])
    assert identical_filters(rows) == 1
    assert identical_filters(torch.ones(5)) == 0


def test_numbers_that_are_not_finite_are_left_out():
    found = histogram(torch.tensor([1.0, float("nan"), 3.0, float("inf"), 2.0]), 2)
    assert (found.low, found.high, found.counts) == (1.0, 3.0, [1, 2])
    assert histogram(torch.tensor([float("nan")])) is None


def test_a_costly_network_is_looked_at_with_fewer_images(dataset, monkeypatch):
    monkeypatch.setattr(statistics, "WORK", 0)
    session = Session(spec(*TANH), config(), dataset)
    assert look(session, "c1")[0] == statistics.LEAST_IMAGES
