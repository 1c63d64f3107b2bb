"""What every layer is: a frozen description with its arithmetic; torch is imported in `build` alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import ITSELF, Reaches, sliding
from app.geometry.window import Pair, Window
from app.layers.described import Described
from app.layers.explain import Explanation, Given, curved
from app.layers.forms import INFERRED, Call, Form, Reading, settings_of
from app.layers.operators import Found, Operator

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]
"""(channels, height, width) of a volume or (features,) of a vector, without the batch."""

Side = Annotated[int, Field(ge=1, le=1024)]
"""A kernel size, stride or dilation along one axis."""
SideOrPair = Side | Annotated[tuple[Side, Side], Field(strict=False)]
Margin = Annotated[int, Field(ge=0, le=1024)]
MarginOrPair = Margin | Annotated[tuple[Margin, Margin], Field(strict=False)]
Channels = Annotated[int, Field(ge=1, le=65536)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]

AXES = ("height", "width")
"""A volume's two axes, in torch's order."""

ADVANCED: dict[str, Any] = {"advanced": True}
"""Marks a setting that stays behind *More*."""
NO_FORM: dict[str, Any] = {"form": False}
"""Marks a setting that no form shows: it comes with a preset or over REST."""


class ShapeProblem(Exception):
    """A layer cannot take its input; `params` are the numbers of the message."""

    def __init__(self, code: str, detail: str, **params: str | int) -> None:
        super().__init__(detail)
        self.code, self.detail, self.params = code, detail, params


@dataclass(frozen=True)
class Links:
    """Which inputs one output unit depends on and how they are joined.

    `channels` (from, to) and `box` (y0, x0, y1, x1) in the layer's input, ends exclusive, the box unclipped;
    `dilation` thins the box out. Vectors: channels are the features, the box is (0, 0, 1, 1).
    """

    operation: Literal[
        "weighted_sum",
        "max",
        "mean",
        "l2",
        "function",
        "affine",
        "normalise",
        "copy",
        "softmax",
        "sum",
    ]
    channels: tuple[int, int]
    box: tuple[int, int, int, int]
    dilation: Pair = (1, 1)
    formula: str = ""


@dataclass(frozen=True)
class Source:
    """A layer in PyTorch: as a module, and as a function of `x` where it has one."""

    module: Call
    function: Call | None = None


class Layer(Described):
    """A layer of a network: `kind`, its settings, an optional name that becomes its path."""

    local: ClassVar[bool] = True
    """Does a unit see a neighbourhood only? (Pattern of typical CNNs: local stages, then global ones.)"""
    modules: ClassVar[tuple[Form, ...]] = ()
    """How PyTorch writes it as a module: the first is written, all are read."""
    functions: ClassVar[tuple[Form, ...]] = ()
    """The same as functions, for layers without parameters."""
    as_function: ClassVar[bool] = True
    """Is the first of them written where a layer has no name? (A module can say more of some.)"""
    onnx: ClassVar[tuple[str, ...]] = ()
    """Kinds of ONNX operators that are read as this layer."""

    kind: str
    name: Name | None = None
    """The node's name in the module; its index where there is none."""

    def out_shape(self, shape: Shape) -> Shape:
        """The output's shape; raises ShapeProblem where the input does not fit."""
        return shape

    def window(self) -> Window | None:
        """The sliding window, for layers that have one."""
        return None

    def reach(self, shape: Shape) -> Reaches | None:
        """Which positions of its input a unit of a volume reads; None: all of them. By default its own."""
        window = self.window()
        return ITSELF if window is None else sliding(window)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """The trainable parameters by the module's names, with their shapes."""
        return {}

    def macs(self, shape: Shape) -> int:
        """Multiply-accumulates for one image, biases not counted."""
        return 0

    def operations(self, shape: Shape) -> str | None:
        """The arithmetic of `macs`, without its result."""
        return None

    def variants(self, shape: Shape) -> tuple[str, ...]:
        """Names that the field has for a layer with these settings on this input."""
        return ()

    def channel_groups(self, shape: Shape) -> int:
        """Into how many groups its channels fall that units read whole; by default every channel is its own."""
        return shape[0]

    def sizes(self, shape: Shape) -> dict[str, str] | None:
        """The arithmetic of the output's size, with its result, by axis."""
        return None

    def count(self, shape: Shape) -> str | None:
        """The arithmetic of the parameter count, without its result."""
        return None

    def build(self, shape: Shape) -> "nn.Module":
        """The torch module for an input of this shape; accepts batches (B, *shape)."""
        raise TypeError(f"{self.kind} has no module")

    def values(self, shape: Shape) -> dict[str, Any]:
        """What the parameters of its forms are, by name: its settings, and channels or features of the input."""
        own = {name: getattr(self, name) for name in type(self).model_fields if name not in ("kind", "name")}
        return own | dict.fromkeys(INFERRED, shape[0])

    def source(self, shape: Shape) -> Source:
        """How it is written in PyTorch for an input of this shape."""
        values = self.values(shape)
        function = self.functions[0].write(values) if self.functions and self.as_function else None
        return Source(self.modules[0].write(values), function)

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """The settings that a call of one of its forms says; raises Misread for what it does not know."""
        return settings_of(form, values, frozenset(cls.model_fields) - {"kind", "name"})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """How it is written in ONNX, one operator after another; by default the one it is read from."""
        return (Operator(self.onnx[0]),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """The settings that an operator of one of its kinds says; raises Misread for what it does not know."""
        found.only()
        return Reading({})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """What output unit (channel, y, x) depends on; by default on itself."""
        return Links("function", *itself(unit), formula=self.kind)

    @classmethod
    def is_activation(cls) -> bool:
        """Has it a curve: does each number become a function of itself alone?"""
        return cls.curve is not Layer.curve

    def curve(self, z: float) -> tuple[float, float]:
        """For activations: the value and the slope at z."""
        raise TypeError(f"{self.kind} is no activation")

    def explain(self, given: Given) -> Explanation:
        """How the unit's number follows from what `links` says it reads; by default by the activation's curve."""
        return curved(given, self.curve, self.kind)


def itself(unit: tuple[int, int, int]) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    """The channels and the box that hold one unit alone."""
    channel, y, x = unit
    return (channel, channel + 1), (y, x, y + 1, x + 1)


def product(factors: Iterable[int]) -> str:
    """Factors as they are multiplied: 28·28·6."""
    return "·".join(str(factor) for factor in factors)


def numel(shapes: Mapping[str, Shape]) -> int:
    """How many numbers tensors of these shapes hold."""
    return sum(prod(shape) for shape in shapes.values())


def pair(value: int | Pair) -> Pair:
    """torch's int-or-pair as (height, width)."""
    return (value, value) if isinstance(value, int) else value


def times(shape: Shape) -> str:
    """A shape in words: 6×28×28."""
    return "×".join(str(side) for side in shape)


def volume(shape: Shape, kind: str) -> tuple[int, int, int]:
    """The three sides of a volume; raises ShapeProblem for a vector."""
    if len(shape) != 3:
        detail = f"{kind} needs a volume (channels × height × width) but gets a vector of {times(shape)}"
        raise ShapeProblem("needs_volume", detail, kind=kind, given=times(shape))
    return shape[0], shape[1], shape[2]


def vector(shape: Shape, kind: str) -> int:
    """The length of a vector; raises ShapeProblem for a volume."""
    if len(shape) != 1:
        detail = f"{kind} needs a vector but gets a volume of {times(shape)}"
        raise ShapeProblem("needs_vector", detail, kind=kind, given=times(shape))
    return shape[0]
