"""How a layer is written in ONNX (opset 20): which operators, and what reads them back. No onnx, no torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.geometry.window import Pair
from app.layers.forms import Misread

OPSET = 20

X = "x"
"""An operator's input: what the layer gets."""
NOTHING = ""
"""An input that is left out."""


@dataclass(frozen=True)
class Output:
    """An operator's input: what another operator of the layer gives, by its place; −1 is the one before."""

    place: int


BEFORE = Output(-1)


@dataclass(frozen=True)
class Weight:
    """An operator's input: a tensor of the layer's module, by its attribute, perhaps in another shape."""

    name: str
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Constant:
    """An operator's input: numbers that are always the same, as float32 or int64; one number may fill a shape."""

    values: Any
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Operator:
    """One ONNX operator."""

    kind: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[str | Output | Weight | Constant, ...] = (X,)


@dataclass(frozen=True)
class Found:
    """An operator of somebody's graph: `tensors` are shapes and `constants` small values of its inputs, by position."""

    kind: str
    attributes: Mapping[str, Any]
    tensors: Mapping[int, tuple[int, ...]]
    constants: Mapping[int, tuple[Any, ...]]
    vector: bool = False
    """Does it get a vector?"""

    def only(self, *names: str, **fixed: Any) -> None:
        """Raise Misread for attributes other than these names, or fixed ones of another value."""
        for name, value in self.attributes.items():
            if name in fixed and value != fixed[name]:
                raise Misread(f"its attribute {name} is not supported with this value")
            if name not in fixed and name not in names:
                raise Misread(f"its attribute {name} is not supported")

    def number(self, name: str, default: float) -> float:
        """An attribute that is one number; raises Misread where it is another thing."""
        value = self.attributes.get(name, default)
        if not isinstance(value, int | float):
            raise Misread(f"its attribute {name} is no number")
        return value

    def integer(self, name: str, default: int) -> int:
        """An attribute that is one integer."""
        value = self.number(name, default)
        if not isinstance(value, int):
            raise Misread(f"its attribute {name} is no integer")
        return value

    def integers(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """An attribute that is a list of integers, as many as its default has."""
        value = self.attributes.get(name, default)
        integers = isinstance(value, tuple) and all(isinstance(one, int) for one in value)
        if not integers or len(value) != len(default):
            raise Misread(f"its attribute {name} is no list of {len(default)} integers")
        return tuple(value)


def kernel_of(found: Found) -> Pair:
    """The window's sides: an attribute, or those of the weight."""
    weight = found.tensors.get(1, ())
    first, second = found.integers("kernel_shape", weight[2:] if len(weight) == 4 else (0, 0))
    return first, second


def window_of(found: Found) -> dict[str, Any]:
    """`kernel_size`, `stride` and `padding` of a convolution or pool; raises Misread for lopsided padding."""
    if found.attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise Misread("its attribute auto_pad is not supported")
    pads = found.integers("pads", (0, 0, 0, 0))
    if pads[:2] != pads[2:]:
        raise Misread("its padding differs between the two ends of an axis")
    return {
        "kernel_size": one_or_pair(kernel_of(found)),
        "stride": one_or_pair(found.integers("strides", (1, 1))),
        "padding": one_or_pair(pads[:2]),
    }


def one_or_pair(values: tuple[int, ...]) -> int | Pair:
    """A pair as one number where both are the same."""
    first, second = values
    return first if first == second else (first, second)
