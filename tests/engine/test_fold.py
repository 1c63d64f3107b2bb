import pytest
import torch
from torch import nn

from app.engine.build import build
from app.engine.fold import folded
from app.network.presets import load_preset
from tests.engine.conftest import spec

CONV = {"kind": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1, "bias": False}
NORM = {"kind": "batch_norm2d"}
RELU = {"kind": "relu"}


def lived(module):
    """With statistics and parameters as after training."""
    torch.manual_seed(3)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_()
            part.running_var.uniform_(0.2, 3)
            if part.affine:
                nn.init.normal_(part.weight, 1, 0.5)
                nn.init.normal_(part.bias)
    return module.eval()


def alike(network, images):
    with torch.no_grad():
        expected = network(images)
        kept = images.clone()
        given = folded(network)(images)
        assert torch.equal(images, kept)
        assert torch.allclose(given, expected, rtol=1e-4, atol=1e-4 * float(expected.abs().max()))
        assert torch.equal(network(images), expected)  # left as it was


@pytest.mark.parametrize(
    "layers",
    [
        [CONV, NORM, RELU],
        [{**CONV, "bias": True, "stride": 2}, {**NORM, "affine": False}, RELU],
        [NORM, RELU, CONV],
        [RELU, CONV, RELU],
        [CONV, RELU, NORM, CONV, {"kind": "identity"}, RELU],
        [CONV, {"kind": "residual", "body": [NORM, RELU, CONV], "shortcut": []}, RELU],
        [CONV, {"kind": "residual", "body": [RELU], "shortcut": []}],
        [CONV, {"kind": "parallel", "branches": [[CONV, NORM, RELU], [RELU], []], "merge": "concat"}],
    ],
)
def test_the_outputs_stay_and_the_input_is_not_written_over(layers):
    network = lived(build(spec(*layers, channels=2)))
    alike(network, torch.randn(4, 2, 8, 8))


def test_a_residual_network_has_no_batch_norm_left():
    network = lived(build(load_preset("resnet20").spec))
    alike(network, torch.randn(3, 3, 32, 32))
    assert not [part for part in folded(network).modules() if isinstance(part, nn.BatchNorm2d)]


def test_what_follows_a_convolution_goes_into_it():
    layers = [CONV, NORM, RELU, {"kind": "residual", "body": [CONV, NORM, RELU, CONV, NORM]}, RELU]
    fast = folded(build(spec(*layers, channels=6)))
    assert [type(part).__name__ for part in fast.children()] == ["Convolved", "Summed"]
