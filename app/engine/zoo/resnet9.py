"""A wide and shallow residual network for 32×32 pixels, quick to train on a GPU: the teacher of smaller ones.

The form is David Page's, "How to train your ResNet", 2018: 6.6 million parameters, nine layers with weights.
"""

from typing import Any

from app.network.spec import NetworkSpec

Nodes = list[dict[str, Any]]


def resnet9(channels: int, side: int, classes: int) -> NetworkSpec:
    """The network for images (channels, side, side) → logits (classes,); `side` a multiple of 8."""
    layers = [
        *_convolution("stem", 64),
        *_convolution("wide1", 128),
        _pool("pool1", 2),
        _residual("block1", 128),
        *_convolution("wide2", 256),
        _pool("pool2", 2),
        *_convolution("wide3", 512),
        _pool("pool3", 2),
        _residual("block3", 512),
        {"kind": "global_max_pool", "name": "pool"},
        {"kind": "linear", "name": "classes", "out_features": classes},
    ]
    given = {"channels": channels, "height": side, "width": side}
    return NetworkSpec.model_validate(
        {"name": "ResNet-9", "input": given, "normalize": "standard", "layers": layers}
    )


def _convolution(name: str, channels: int) -> Nodes:
    conv = {"kind": "conv2d", "name": name, "out_channels": channels, "kernel_size": 3, "padding": 1}
    return [
        {**conv, "bias": False},
        {"kind": "batch_norm2d", "name": f"{name}_norm"},
        {"kind": "relu", "name": f"{name}_relu"},
    ]


def _pool(name: str, size: int) -> dict[str, Any]:
    return {"kind": "max_pool2d", "name": name, "kernel_size": size, "stride": size}


def _residual(name: str, channels: int) -> dict[str, Any]:
    body = [*_convolution("conv1", channels), *_convolution("conv2", channels)]
    return {"kind": "residual", "name": name, "body": body}
