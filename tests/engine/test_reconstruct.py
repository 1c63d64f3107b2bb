"""A network whose output has the shape of its input learns to give it back."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from app.engine.objective import objective
from app.engine.session import Session
from app.engine.train import train
from app.network.task import task_of
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from app.training.losses import MeanSquaredError
from tests.engine.conftest import spec

AUTOENCODER = (
    {"kind": "flatten"},
    {"kind": "linear", "name": "code", "out_features": 16},
    {"kind": "relu"},
    {"kind": "linear", "out_features": 64},
    {"kind": "sigmoid"},
    {"kind": "unflatten", "unflattened_size": [1, 8, 8]},
)
CONFIG = TrainConfig(epochs=30, batch_size=29, loss=MeanSquaredError(), threads=1)


def test_the_shape_of_the_output_tells_the_task(network):
    assert task_of(spec(*AUTOENCODER)) == "reconstruct"
    assert task_of(network) == "classify"
    assert task_of(spec({"kind": "conv2d", "out_channels": 2, "padding": "same"})) == "classify"


def test_the_loss_is_the_mean_squared_error_of_torch():
    outputs, images = torch.rand(2, 5, 3, 4, 6)
    expected = F.mse_loss(outputs, images)
    assert objective(MeanSquaredError())(outputs, images).item() == pytest.approx(expected.item())
    each = objective(MeanSquaredError(), reduce=False)(outputs, images)
    assert each.shape == (5,)
    assert each.mean().item() == pytest.approx(expected.item())


def test_it_beats_the_mean_image_and_has_no_accuracy(dataset):
    """Whoever knows the mean image alone is wrong by the variance of the pixels."""
    session = Session(spec(*AUTOENCODER, normalize="none"), CONFIG, dataset)
    events = list(train(session, LiveControls()))
    test = [event for event in events if event.type == "evaluation" and event.split == "test"]
    metrics = [event for event in events if event.type == "metrics"]
    assert {event.accuracy for event in test} == {None}
    assert {share for event in metrics for share in event.train_accuracy} == {None}
    pixels = {name: dataset.splits[name].images / 255 for name in ("train", "test")}
    variance = np.square(pixels["test"] - pixels["train"].mean(0)).mean()
    assert test[-1].loss < 0.9 * variance
    with torch.no_grad():
        inputs = torch.tensor(pixels["test"], dtype=torch.float32)
        expected = F.mse_loss(session.module.eval()(inputs), inputs)
    assert test[-1].loss == pytest.approx(expected.item(), rel=1e-4)


def test_the_target_is_what_went_in_also_when_images_are_changed(dataset):
    shifted = CONFIG.model_validate({**CONFIG.model_dump(), "augmentation": ["shift"]})
    session = Session(spec(*AUTOENCODER, normalize="half"), shifted, dataset)
    images, targets = session.batch(0)
    assert targets is images
    plain, _ = Session(spec(*AUTOENCODER, normalize="half"), CONFIG, dataset).batch(0)
    assert not torch.equal(images, plain)


def test_a_head_gives_the_image_back_too(dataset):
    head = {"kind": "auxiliary", "head": [{"kind": "identity"}], "weight": 0.5}
    network = spec(head, {"kind": "conv2d", "out_channels": 1, "padding": "same"}, normalize="none")
    session = Session(network, CONFIG, dataset)
    images, _ = session.batch(0)
    step = session.advance()
    own = F.mse_loss(step.outputs, images)
    assert step.loss.item() == pytest.approx(own.item(), rel=1e-5)  # the head's own error is none
