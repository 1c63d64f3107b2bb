"""Short names for the layers that the architectures are made of."""

from collections.abc import Sequence
from typing import Any

Layer = dict[str, Any]
Network = dict[str, Any]


def network(name: str, layers: list[Layer], side: int, channels: int = 3) -> Network:
    """A network over square pictures, normalised by the data set's mean and deviation."""
    picture = {"channels": channels, "height": side, "width": side}
    return {"name": name, "input": picture, "normalize": "standard", "layers": layers}


def layer(kind: str, name: str | None = None, **settings: Any) -> Layer:
    """A layer with the settings that are not its defaults."""
    return {"kind": kind, **({"name": name} if name else {}), **settings}


def conv(name: str | None, out: int, kernel: int, stride: int = 1, padding: int = 0, **more: Any) -> Layer:
    """A convolution; what is 1 or 0 is left out."""
    steps = ({"stride": stride} if stride > 1 else {}) | ({"padding": padding} if padding else {})
    return layer("conv2d", name, out_channels=out, kernel_size=kernel, **steps, **more)


def relu(name: str | None = None) -> Layer:
    """A ReLU."""
    return layer("relu", name)


def norm(name: str | None = None, **more: Any) -> Layer:
    """Batch normalisation."""
    return layer("batch_norm2d", name, **more)


def pool(name: str | None, kernel: int, stride: int, **more: Any) -> Layer:
    """A max pool."""
    return layer("max_pool2d", name, kernel_size=kernel, stride=stride, **more)


def linear(name: str | None, out: int) -> Layer:
    """A fully connected layer."""
    return layer("linear", name, out_features=out)


def dropout(p: float, name: str | None = None) -> Layer:
    """Dropout of a share p."""
    return layer("dropout", name, p=p)


def concat(name: str, branches: Sequence[list[Layer]]) -> Layer:
    """Branches whose maps are stacked."""
    return layer("parallel", name, branches=list(branches))
