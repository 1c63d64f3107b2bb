"""Fine-tuning after the main training, and the mean of what comes of it."""

import torch

from app.engine.build import build
from app.engine.session import Session, weights_of
from app.engine.zoo.finetune import finetune
from app.engine.zoo.model import Finetuning
from app.engine.zoo.runs import Runs
from app.engine.zoo.soup import soup
from app.training.config import TrainConfig
from app.training.optimizers import Sgd
from tests.engine.conftest import spec

LAYERS = [
    {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
    {"kind": "batch_norm2d", "name": "norm"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "classes", "out_features": 10},
]
NETWORK = spec(*LAYERS)
CONFIG = TrainConfig(epochs=2, batch_size=20, optimizer=Sgd(lr=0.05), seed=7, precision="float32", threads=1)


def test_it_is_half_way_to_the_mean_and_counts_stay():
    before = {"w": torch.tensor([0.0, 8.0]), "n": torch.tensor(3)}
    after = [
        {"w": torch.tensor([2.0, 8.0]), "n": torch.tensor(5)},
        {"w": torch.tensor([6.0, 0.0]), "n": torch.tensor(9)},
    ]
    mixed = soup(before, after)
    assert mixed["w"].tolist() == [2.0, 6.0]
    assert mixed["n"] == 3


def test_it_starts_from_the_same_weights_with_other_seeds_and_ends_half_way(dataset, tmp_path):
    module = build(NETWORK).eval()
    before = weights_of(module)
    runs = Runs(dataset, lambda event: None, tmp_path / "checkpoint")
    finetune(Finetuning(CONFIG, (7, 8)), NETWORK, module, runs)

    ends = [trained(before, dataset, seed) for seed in (7, 8)]
    assert not torch.equal(ends[0]["classes.weight"], ends[1]["classes.weight"])
    for name, tensor in weights_of(module).items():
        if tensor.is_floating_point():
            expected = (before[name] + (ends[0][name] + ends[1][name]) / 2) / 2
            torch.testing.assert_close(tensor, expected, rtol=1e-4, atol=1e-5)
    assert len([*tmp_path.iterdir()]) == 2  # a checkpoint of each, to go on from
    assert runs.seconds > 0


def trained(before, dataset, seed):
    session = Session(NETWORK, CONFIG.model_copy(update={"seed": seed}), dataset)
    session.module.load_state_dict(before)
    while session.step < session.steps:
        session.advance()
    return session.weights()
