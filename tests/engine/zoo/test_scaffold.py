"""What a network trains in comes away again without a change of its outputs."""

import copy

import pytest
import torch
from torch import nn

from app.engine.build import build
from app.engine.zoo.scaffold import scaffolded, without_scaffold
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.network.summary import analyze


@pytest.fixture(scope="module")
def spec():
    return load_preset("resnet20").spec


@pytest.fixture(scope="module")
def images():
    return torch.randn(64, 3, 32, 32, generator=torch.Generator().manual_seed(3))


@pytest.fixture(scope="module")
def trained(spec, images):
    """Random parameters all over, batch norms that have seen something."""
    module = build(scaffolded(spec)).train()
    generator = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for part in module.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.weight.uniform_(0.5, 1.5, generator=generator)
                part.bias.normal_(0, 0.3, generator=generator)
        module(images)
    return module.eval()


def test_every_block_is_in_three_parts(spec):
    kinds = [node.kind for node in analyze(scaffolded(spec)).nodes]
    assert kinds.count("parallel") == 19
    assert kinds.count("conv2d") == kinds.count("batch_norm2d") == 3 * 19


def test_without_it_the_network_is_the_one_described_and_answers_the_same(spec, trained, images):
    plain = without_scaffold(spec, trained, images)
    assert {name: tensor.shape for name, tensor in plain.state_dict().items()} == {
        name: tensor.shape for name, tensor in build(spec).state_dict().items()
    }
    other = torch.randn(8, 3, 32, 32, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        torch.testing.assert_close(plain(other), trained(other), rtol=1e-4, atol=1e-4)


def test_its_batch_norms_know_what_they_see(spec, trained, images):
    """In training mode on these images it gives what it gives in test mode: running statistics are the batch's."""
    plain = without_scaffold(spec, trained, images)
    with torch.no_grad():
        in_test = plain(images)
        in_training = copy.deepcopy(plain).train()(images)
    torch.testing.assert_close(in_training, in_test, rtol=1e-2, atol=1e-2)


def test_other_convolutions_stay():
    layers = [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 5, "padding": 2, "bias": False},
        {"kind": "batch_norm2d"},
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
        {"kind": "batch_norm2d"},
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1, "bias": False},
        {"kind": "relu"},
    ]
    plain = NetworkSpec.model_validate({"input": {"channels": 1, "height": 8, "width": 8}, "layers": layers})
    assert scaffolded(plain) == plain
