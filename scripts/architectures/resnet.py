"""ResNets and their plain counterparts: He, Zhang, Ren, Sun, "Deep residual learning" (2015).

For ImageNet: basic blocks or bottlenecks (stride in the first 1×1, as in the paper), projections where the shape
changes. For CIFAR-10: 6n + 2 layers, and parameter-free shortcuts (option A): every second pixel, maps of zeros.
Plain networks are the same layers without shortcuts.
"""

from scripts.architectures.layers import Layer, Network, conv, layer, linear, network, norm, pool, relu

IMAGENET = {
    18: ((2, 2, 2, 2), False),
    34: ((3, 4, 6, 3), False),
    50: ((3, 4, 6, 3), True),
    101: ((3, 4, 23, 3), True),
    152: ((3, 8, 36, 3), True),
}
"""Blocks of the four stages, and whether they are bottlenecks."""
WIDTHS = (64, 128, 256, 512)


def _step(number: int, out: int, kernel: int, stride: int = 1) -> list[Layer]:
    padding = kernel // 2
    return [conv(f"conv{number}", out, kernel, stride, padding, bias=False), norm(f"bn{number}")]


def _basic(width: int, stride: int) -> list[Layer]:
    return [*_step(1, width, 3, stride), relu("relu1"), *_step(2, width, 3)]


def _bottleneck(width: int, stride: int) -> list[Layer]:
    first, second = _step(1, width, 1, stride), _step(2, width, 3)
    return [*first, relu("relu1"), *second, relu("relu2"), *_step(3, 4 * width, 1)]


def _projection(out: int, stride: int) -> list[Layer]:
    return [conv("conv", out, 1, stride, bias=False), norm("bn")]


def _block(name: str, body: list[Layer], shortcut: list[Layer], residual: bool) -> list[Layer]:
    """A block and the ReLU after its sum; without the shortcut its layers stand in the network itself."""
    if residual:
        return [layer("residual", name, body=body, shortcut=shortcut), relu(f"{name}_relu")]
    return [*({**one, "name": f"{name}_{one['name']}"} for one in body), relu(f"{name}_relu")]


def _imagenet(depth: int, residual: bool = True) -> Network:
    counts, narrow = IMAGENET[depth]
    expansion = 4 if narrow else 1
    stem = [conv("conv1", 64, 7, 2, 3, bias=False), norm("bn1"), relu("relu1")]
    layers, channels = [*stem, pool("pool1", 3, 2, padding=1)], 64
    for stage, (count, width) in enumerate(zip(counts, WIDTHS, strict=True), 2):
        for number in range(1, count + 1):
            stride, out = (2 if number == 1 and stage > 2 else 1), width * expansion
            body = _bottleneck(width, stride) if narrow else _basic(width, stride)
            changes = stride > 1 or channels != out
            shortcut = _projection(out, stride) if changes else []
            layers += _block(f"conv{stage}_{number}", body, shortcut, residual)
            channels = out
    end = [layer("global_avg_pool", "pool5"), linear("fc", 1000)]
    return network(f"{'ResNet' if residual else 'Plain net'}-{depth}", [*layers, *end], 224)


def _cifar(depth: int, residual: bool = True) -> Network:
    count = (depth - 2) // 6
    layers = [conv("conv1", 16, 3, 1, 1, bias=False), norm("bn1"), relu("relu1")]
    for stage, width in enumerate((16, 32, 64), 2):
        for number in range(1, count + 1):
            smaller = number == 1 and stage > 2
            shortcut = _zeros(width // 4) if smaller else []
            body = _basic(width, 2 if smaller else 1)
            layers += _block(f"conv{stage}_{number}", body, shortcut, residual)
    end = [layer("global_avg_pool", "pool"), linear("fc", 10)]
    return network(f"{'ResNet' if residual else 'Plain net'}-{depth}, CIFAR", [*layers, *end], 32)


def _zeros(maps: int) -> list[Layer]:
    """Every second pixel, and so many maps of zeros before and after."""
    return [
        layer("avg_pool2d", "skip", kernel_size=1, stride=2),
        layer("zero_pad2d", "zeros", padding=0, channels=[maps, maps]),
    ]


NETWORKS = (
    {f"resnet{depth}": _imagenet(depth) for depth in IMAGENET}
    | {f"plain{depth}": _imagenet(depth, residual=False) for depth in (18, 34)}
    | {f"resnet{depth}": _cifar(depth) for depth in (20, 32, 56)}
    | {f"plain{depth}": _cifar(depth, residual=False) for depth in (20, 56)}
)
