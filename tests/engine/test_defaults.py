"""The default settings are good ones."""

import pytest

from app.datasets.registry import Library
from app.engine.session import Session
from app.engine.train import train
from app.network.presets import load_preset
from app.training.config import TrainConfig
from app.training.controls import LiveControls


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("data")).open("mnist-5k")


@pytest.mark.timeout(900)
def test_lenet_learns_5000_digits_to_97_percent(digits):
    network = load_preset("lenet5").spec
    found = list(train(Session(network, TrainConfig(threads=1), digits), LiveControls()))
    tests = [event for event in found if event.type == "evaluation" and event.split == "test"]
    assert len(tests) == 20
    assert tests[-1].accuracy >= 0.97
