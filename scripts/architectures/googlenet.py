"""GoogLeNet: Szegedy et al., "Going deeper with convolutions" (2014), and the variant with batch normalisation.

Rows of the paper's Table 1. Sizes are rounded up in its pools, as in the authors' framework. The variant is that of
torchvision: no biases but batch normalisation, 3×3 in place of the 5×5 filters, no local response normalisation.
"""

from scripts.architectures.layers import (
    Layer,
    Network,
    concat,
    conv,
    dropout,
    layer,
    linear,
    network,
    norm,
    pool,
    relu,
)

MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""#1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj."""
HEADS = ("4a", "4d")
"""The modules that an auxiliary classifier reads."""


def _step(name: str, out: int, kernel: int, stride: int = 1, bn: bool = False) -> list[Layer]:
    """A convolution that keeps the size at stride 1, and what follows it."""
    padding = kernel // 2
    if not bn:
        return [conv(name, out, kernel, stride, padding), relu(f"{name}_relu")]
    bare = conv(name, out, kernel, stride, padding, bias=False)
    return [bare, norm(f"{name}_bn", eps=0.001), relu(f"{name}_relu")]


def _module(name: str, bn: bool) -> Layer:
    one, three_reduce, three, five_reduce, five, pooled = MODULES[name]
    large = 3 if bn else 5
    return concat(
        f"inception_{name}",
        [
            _step("one", one, 1, bn=bn),
            [*_step("reduce", three_reduce, 1, bn=bn), *_step("three", three, 3, bn=bn)],
            [*_step("reduce", five_reduce, 1, bn=bn), *_step("five", five, large, bn=bn)],
            [pool("pool", 3, 1, padding=1), *_step("proj", pooled, 1, bn=bn)],
        ],
    )


def _head(name: str) -> Layer:
    """An auxiliary classifier; its loss counts 0.3."""
    head = [
        layer("avg_pool2d", "pool", kernel_size=5, stride=3),
        *_step("reduce", 128, 1),
        layer("flatten", "flatten"),
        linear("fc1", 1024),
        relu("relu"),
        dropout(0.7, "drop"),
        linear("fc2", 1000),
        layer("softmax", "softmax"),
    ]
    return layer("auxiliary", name, weight=0.3, head=head)


def _modules(stage: str, bn: bool) -> list[Layer]:
    layers: list[Layer] = []
    for name in MODULES:
        if name.startswith(stage):
            layers.append(_module(name, bn))
            if name in HEADS and not bn:
                layers.append(_head(f"aux{1 + HEADS.index(name)}"))
    return layers


def _response(name: str) -> Layer:
    return layer("local_response_norm", name, size=5, alpha=0.0001, beta=0.75)


def _down(name: str, kernel: int = 3) -> Layer:
    return pool(name, kernel, 2, ceil_mode=True)


def _paper() -> Network:
    layers = [
        *_step("conv1", 64, 7, 2),
        _down("pool1"),
        _response("norm1"),
        *_step("conv2_reduce", 64, 1),
        *_step("conv2", 192, 3),
        _response("norm2"),
        _down("pool2"),
        *_modules("3", bn=False),
        _down("pool3"),
        *_modules("4", bn=False),
        _down("pool4"),
        *_modules("5", bn=False),
        layer("avg_pool2d", "pool5", kernel_size=7, stride=1),
        dropout(0.4, "drop"),
        layer("flatten", "flatten"),
        linear("fc", 1000),
        layer("softmax", "softmax"),
    ]
    return network("GoogLeNet", layers, 224)


def _torchvision() -> Network:
    layers = [
        *_step("conv1", 64, 7, 2, bn=True),
        _down("pool1"),
        *_step("conv2_reduce", 64, 1, bn=True),
        *_step("conv2", 192, 3, bn=True),
        _down("pool2"),
        *_modules("3", bn=True),
        _down("pool3"),
        *_modules("4", bn=True),
        _down("pool4", 2),
        *_modules("5", bn=True),
        layer("global_avg_pool", "pool5"),
        dropout(0.2, "drop"),
        linear("fc", 1000),
    ]
    return network("GoogLeNet, batch norm", layers, 224)


NETWORKS = {"googlenet": _paper(), "googlenet-bn": _torchvision()}
