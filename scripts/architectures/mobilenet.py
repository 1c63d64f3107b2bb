"""MobileNet: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision" (2017).

Every block is a depthwise 3×3 and a pointwise 1×1 convolution, each with batch normalisation and ReLU.
"""

from scripts.architectures.layers import Layer, Network, conv, layer, linear, network, norm, relu

BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Filters of the pointwise convolution, and the stride of the depthwise one before it."""


def _step(name: str, out: int, kernel: int, stride: int = 1, **more: int) -> list[Layer]:
    padding = kernel // 2
    bare = conv(name, out, kernel, stride, padding, **more, bias=False)
    return [bare, norm(f"{name}_bn"), relu(f"{name}_relu")]


def _mobilenet() -> Network:
    layers, channels = _step("conv1", 32, 3, 2), 32
    for number, (out, stride) in enumerate(BLOCKS, 2):
        layers += _step(f"depthwise{number}", channels, 3, stride, groups=channels)
        layers += _step(f"pointwise{number}", out, 1)
        channels = out
    return network("MobileNet", [*layers, layer("global_avg_pool", "pool"), linear("fc", 1000)], 224)


NETWORKS = {"mobilenet-v1": _mobilenet()}
