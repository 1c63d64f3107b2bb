"""Transposed convolution: the way back from a small picture to a large one."""

from collections.abc import Mapping
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reaches, spreading
from app.geometry.window import Window
from app.layers.base import (
    ADVANCED,
    AXES,
    Channels,
    Layer,
    Links,
    MarginOrPair,
    Shape,
    ShapeProblem,
    SideOrPair,
    pair,
    product,
    volume,
)
from app.layers.explain import Explanation, Given, weighted_sum
from app.layers.forms import Form, Misread, Reading
from app.layers.groups import check_groups, group_of
from app.layers.operators import Found, Operator, Weight, X, one_or_pair, window_of

if TYPE_CHECKING:
    from torch import nn


class ConvTranspose2d(Layer):
    """Every input value stamps the filter, scaled by itself, onto the output; stamps that overlap add up.

    It is a convolution's step backwards: output size (N − 1)·S − 2P + F, so that stride 2 doubles the size.
    Parameters (F·F·C_out)·C_in + C_out. Dumoulin and Visin, A guide to convolution arithmetic for deep
    learning, 2016.
    """

    title: ClassVar[str] = "Transposed convolution"
    modules: ClassVar[tuple[Form, ...]] = (
        Form(
            "nn.ConvTranspose2d",
            "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, "
            "bias=True, dilation=1, padding_mode='zeros'",
        ),
    )
    onnx: ClassVar[tuple[str, ...]] = ("ConvTranspose",)

    kind: Literal["conv_transpose2d"] = "conv_transpose2d"
    out_channels: Channels = Field(default=8, title="Filters")
    """How many feature maps come out."""
    kernel_size: SideOrPair = Field(default=3, title="Kernel size")
    """Side of the stamp in pixels: F, or height and width."""
    padding: MarginOrPair = Field(default=0, title="Padding")
    """Pixels cut off the output at each border: P."""
    stride: SideOrPair = Field(default=1, title="Stride")
    """Pixels between one stamp and the next: S."""
    output_padding: MarginOrPair = Field(default=0, title="Output padding", json_schema_extra=ADVANCED)
    """Rows and columns added at the end, to choose among the sizes that one stride can come from."""
    dilation: SideOrPair = Field(default=1, title="Dilation", json_schema_extra=ADVANCED)
    """Distance between the stamp's cells; 1 is a solid stamp."""
    groups: Channels = Field(default=1, title="Groups", json_schema_extra=ADVANCED)
    """Split the channels into groups that do not see one another."""
    bias: bool = Field(default=True, title="Bias", json_schema_extra=ADVANCED)
    """Add a learnt number to each feature map."""

    def _window(self) -> Window:
        """The window of the convolution that this is the step back of."""
        margin = pair(self.padding)
        return Window(pair(self.kernel_size), pair(self.stride), margin, margin, pair(self.dilation))

    def _side(self, side: int, axis: int) -> int:
        window = self._window()
        whole = (side - 1) * window.stride[axis] + window.extent(axis) + pair(self.output_padding)[axis]
        return whole - 2 * window.before[axis]

    def out_shape(self, shape: Shape) -> Shape:
        """[out_channels, height, width]."""
        channels, *sides = volume(shape, self.kind)
        check_groups(self.groups, channels, self.out_channels)
        self._check_output_padding()
        out = [self._side(side, axis) for axis, side in enumerate(sides)]
        for axis, side in enumerate(out):
            if side < 1:
                raise self._nothing_left(sides[axis], axis, side)
        return (self.out_channels, *out)

    def _check_output_padding(self) -> None:
        window = self._window()
        for axis, added in enumerate(pair(self.output_padding)):
            limit = max(window.stride[axis], window.dilation[axis])
            if added >= limit:
                detail = f"output padding {added} must be below the stride or the dilation, which are at most {limit}"
                raise ShapeProblem("output_padding", detail, added=added, limit=limit)

    def _nothing_left(self, side: int, axis: int, out: int) -> ShapeProblem:
        found = f"{self._formula(side, axis)} = {out}"
        detail = f"padding {self._window().before[axis]} cuts off the whole {AXES[axis]}: {found}"
        return ShapeProblem("nothing_left", detail, axis=axis, formula=found, missing=1 - out)

    def _formula(self, side: int, axis: int) -> str:
        """(N − 1)·S − 2P + F with its numbers: (7 − 1)·2 − 2·1 + 4."""
        window, added = self._window(), pair(self.output_padding)[axis]
        margin = f" − 2·{window.before[axis]}" if window.before[axis] else ""
        extent = str(window.extent(axis))
        if window.dilation[axis] > 1:
            extent = f"(({window.kernel[axis]} − 1)·{window.dilation[axis]} + 1)"
        return f"({side} − 1)·{window.stride[axis]}{margin} + {extent}{f' + {added}' if added else ''}"

    def reach(self, shape: Shape) -> Reaches:
        """The inputs whose stamps cover the unit."""
        return spreading(self._window(), 0), spreading(self._window(), 1)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [in, out/groups, height, width] and bias [out]."""
        weight: Shape = (shape[0], self.out_channels // self.groups, *pair(self.kernel_size))
        return {"weight": weight} | ({"bias": (self.out_channels,)} if self.bias else {})

    def macs(self, shape: Shape) -> int:
        """H_in·W_in·C_in·k·k·C_out/groups."""
        return prod(self._factors(shape))

    def operations(self, shape: Shape) -> str:
        """7·7·32·4·4·16."""
        return product(self._factors(shape))

    def _factors(self, shape: Shape) -> tuple[int, ...]:
        return (*shape[1:], shape[0], *pair(self.kernel_size), self.out_channels // self.groups)

    def channel_groups(self, shape: Shape) -> int:
        """The groups."""
        return self.groups

    def sizes(self, shape: Shape) -> dict[str, str]:
        """(N − 1)·S − 2P + F for both axes."""
        sides = enumerate(shape[1:])
        return {AXES[axis]: f"{self._formula(side, axis)} = {self._side(side, axis)}" for axis, side in sides}

    def count(self, shape: Shape) -> str:
        """4·4·16·32 + 16."""
        weight = product((*pair(self.kernel_size), self.out_channels // self.groups, shape[0]))
        return f"{weight} + {self.out_channels}" if self.bias else weight

    def build(self, shape: Shape) -> "nn.Module":
        """nn.ConvTranspose2d."""
        from torch import nn

        window = self._window()
        return nn.ConvTranspose2d(
            shape[0],
            self.out_channels,
            window.kernel,
            window.stride,
            window.before,
            pair(self.output_padding),
            self.groups,
            self.bias,
            window.dilation,
        )

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """ConvTranspose."""
        window = self._window()
        attributes: dict[str, Any] = {
            "kernel_shape": window.kernel,
            "strides": window.stride,
            "pads": window.before + window.after,
            "output_padding": pair(self.output_padding),
            "dilations": window.dilation,
            "group": self.groups,
        }
        bias = (Weight("bias"),) if self.bias else ()
        return (Operator("ConvTranspose", attributes, (X, Weight("weight"), *bias)),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Filters and channels are those of the weight [in, out/groups, height, width]."""
        found.only("auto_pad", "kernel_shape", "strides", "pads", "dilations", "group", "output_padding")
        weight = found.tensors.get(1, ())
        if len(weight) != 4:
            raise Misread("only convolutions over two axes with weights of their own are supported")
        groups = found.integer("group", 1)
        settings = window_of(found) | {"out_channels": weight[1] * groups, "groups": groups}
        settings |= {
            "bias": 2 in found.tensors,
            "dilation": one_or_pair(found.integers("dilations", (1, 1))),
            "output_padding": one_or_pair(found.integers("output_padding", (0, 0))),
        }
        return Reading(settings, {"in_channels": weight[0]})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum over the inputs whose stamps cover the unit."""
        spans = [
            (ceil(reach.first + place * reach.step), floor(reach.last + place * reach.step) + 1)
            for reach, place in zip(self.reach(shape), unit[1:], strict=True)
        ]
        box = (spans[0][0], spans[1][0], spans[0][1], spans[1][1])
        channels = group_of(unit[0], self.groups, shape[0], self.out_channels)
        formula = "Σ stamps + b" if self.bias else "Σ stamps"
        return Links("weighted_sum", channels, box, formula=formula)

    def explain(self, given: Given) -> Explanation:
        """Σ stamps + b."""
        return weighted_sum(given)
