"""Every network of `models/` can be looked into and trained."""

import random

import numpy as np
import pytest

from app.datasets.model import Dataset, Split
from app.engine.live import LiveModel
from app.engine.session import Session
from app.network.presets import list_presets, load_preset
from app.network.summary import analyze
from app.network.task import task_of
from app.training.config import TrainConfig

PRESETS = [preset.id for preset in list_presets() if preset.trainable_here]


def pictures(shape, count, seed=0):
    generator = np.random.default_rng(seed)
    return generator.integers(0, 256, (count, *shape), np.uint8)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_units_arithmetic_comes_to_its_value(preset):
    network = load_preset(preset).spec
    model = LiveModel.open(network, seed=1)
    outputs = model.infer(pictures(network.input.shape, 1)[0]).outputs
    chosen = random.Random(0)
    for path, values in outputs.items():
        for _ in range(3):
            unit = tuple(chosen.randrange(side) for side in (*values.shape, 1, 1)[:3])
            answer = model.unit(path, *unit)
            assert answer.value == pytest.approx(float(values[unit[: values.ndim]]), rel=1e-4, abs=1e-5)
            if answer.sum is not None:
                assert answer.sum == pytest.approx(answer.value, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_learns_a_handful_of_pictures(preset):
    network = load_preset(preset).spec
    shape, classes = network.input.shape, min(4, analyze(network).output_shape[0])
    labels = (np.arange(32) % classes).astype(np.uint8)
    images = pictures(shape, 32) // 4 + (labels * 60)[:, None, None, None].astype(np.uint8)
    part = Split(images, labels)
    splits = {"train": part, "validation": part, "test": part}
    dataset = Dataset("shades", tuple("abcd"[:classes]), splits, (0.4,) * shape[0], (0.3,) * shape[0], 20)
    loss = "quadratic" if network.layers[-1].kind in ("sigmoid", "heaviside") else "cross_entropy"
    if task_of(network) == "reconstruct":
        loss = "mean_squared_error"
    settings = TrainConfig.model_validate(
        {"batch_size": 16, "threads": 1, "precision": "float32", "loss": loss}
    )
    session = Session(network, settings, dataset)
    losses = [session.advance().loss.item() for _ in range(session.steps)]
    assert np.isfinite(losses).all()
    assert sum(losses[-4:]) < 0.95 * sum(losses[:4])
