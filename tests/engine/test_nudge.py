import numpy as np
import pytest
import torch

from app.engine.live import LiveModel
from app.engine.session import Session, Weights
from tests.engine.conftest import bars, spec
from tests.engine.test_train import config

LAYERS = [
    {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3},
    {"kind": "batch_norm2d", "name": "n"},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "out", "out_features": 4},
    {"kind": "softmax"},
]
IMAGE = bars(1, 5).images[0]


def test_it_is_one_step_of_torchs_own_descent():
    before, after = (
        LiveModel.open(spec(*LAYERS)),
        LiveModel.open(spec(*LAYERS), nudges=[(IMAGE.tolist(), 2, 0.1)]),
    )
    module = before.module.requires_grad_()
    logits = module.out(
        module.n(module.c1(torch.from_numpy(IMAGE)[None].float() / 255 - 0.5)).relu().flatten(1)
    )
    torch.nn.functional.cross_entropy(logits, torch.tensor([2])).backward()
    torch.optim.SGD(module.parameters(), lr=0.1).step()
    for name, weight in after.module.named_parameters():
        torch.testing.assert_close(weight, module.get_parameter(name).detach())
        assert not weight.requires_grad
    torch.testing.assert_close(after.module.n.running_mean, module.n.running_mean)
    assert not after.trained


def test_more_steps_make_the_class_more_probable():
    chances = []
    for count in range(4):
        model = LiveModel.open(spec(*LAYERS), nudges=[(IMAGE.tolist(), 3, 0.05)] * count)
        chances.append(float(model.infer(IMAGE).probabilities[3]))
    assert chances == sorted(chances)
    assert chances[3] > chances[0]


def test_a_run_begins_after_them(dataset):
    nudges = [(IMAGE.tolist(), 1, 0.2)]
    live = LiveModel.open(spec(*LAYERS), seed=7, nudges=nudges)
    settings = config(seed=7, precision="float32")
    session = Session(spec(*LAYERS), settings, dataset, weights=Weights(None, None, (), nudges))
    for name, weight in session.weights().items():
        np.testing.assert_allclose(weight.numpy(), live.module.state_dict()[name].numpy(), atol=1e-6)
    assert all(weight.requires_grad for weight in session.module.parameters())


@pytest.mark.parametrize("training", [True, False])
def test_the_network_is_left_in_its_mode(training):
    from app.engine.data import Normaliser
    from app.engine.nudge import nudge

    model = LiveModel.open(spec(*LAYERS))
    model.module.train(training)
    assert nudge(model.module, Normaliser("half", (0,), (1,)), [(IMAGE.tolist(), 0, 0.1)])
    assert model.module.training is training
    assert not nudge(model.module, Normaliser("half", (0,), (1,)), [])
