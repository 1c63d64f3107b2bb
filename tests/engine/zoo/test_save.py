"""The folder of a trained model: what is written can be read and gives the same answers."""

import json
from dataclasses import replace

import torch
from safetensors.torch import load_file

from app.engine.build import build
from app.engine.report import report_on
from app.engine.session import Session
from app.engine.zoo.digits import CONFIG, LENET5_MNIST
from app.engine.zoo.train import Made
from app.network.presets import read_spec
from tests.engine.conftest import SIDE, bars, spec

LAYERS = [
    {"kind": "conv2d", "name": "c1", "out_channels": 10, "kernel_size": 3},
    {"kind": "max_pool2d"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
]


def test_a_saved_model_is_read_back_as_it_was(dataset, tmp_path):
    classes = tuple("0123456789")
    network = spec(*LAYERS)
    dataset = replace(dataset, classes=classes, splits={**dataset.splits, "test": bars(40, 4)})
    session = Session(network, CONFIG.model_copy(update={"batch_size": 20}), dataset)
    session.advance()
    session.module.eval()
    found = report_on(session.module, network, session.data("test"), session.normalise)
    Made(LENET5_MNIST, network, session.module, session, found, 0.5, 1.0).save(tmp_path)

    assert read_spec(tmp_path / "network.json") == network
    assert json.loads((tmp_path / "trained.json").read_text())["classes"] == list(classes)
    again = build(network)
    again.load_state_dict(load_file(tmp_path / "weights.safetensors"))
    batch = torch.rand(3, 1, SIDE, SIDE) - 0.5
    with torch.inference_mode():
        assert torch.allclose(again.eval()(batch), session.module(batch), atol=1e-5)
