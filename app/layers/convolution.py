"""2-D convolution (cross-correlation, as in every deep-learning library)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.geometry.window import Pair, Window
from app.layers.base import (
    ADVANCED,
    Channels,
    Links,
    MarginOrPair,
    Shape,
    ShapeProblem,
    SideOrPair,
    pair,
    volume,
)
from app.layers.sliding import Sliding, slide

if TYPE_CHECKING:
    from torch import nn


def same_margins(kernel: Pair, dilation: Pair) -> tuple[Pair, Pair]:
    """Padding before and after that keeps the size at stride 1; the odd pixel goes to the end."""
    total = [(kernel[axis] - 1) * dilation[axis] for axis in (0, 1)]
    before = (total[0] // 2, total[1] // 2)
    return before, (total[0] - before[0], total[1] - before[1])


class Conv2d(Sliding):
    """Slide `out_channels` filters over the volume; each gives one feature map."""

    title: ClassVar[str] = "Convolution"
    summary: ClassVar[str] = "Each filter slides over the picture and gives one feature map."
    docs: ClassVar[str] = (
        "Output size (N + 2P − F)/S + 1; parameters (F·F·C_in + 1)·C_out. "
        "LeCun et al., Gradient-based learning applied to document recognition, 1998."
    )

    kind: Literal["conv2d"] = "conv2d"
    out_channels: Channels = Field(default=8, title="Filters")
    """How many filters, and so how many feature maps."""
    kernel_size: SideOrPair = Field(default=3, title="Kernel size")
    """Side of the filter in pixels: F, or height and width."""
    padding: MarginOrPair | Literal["same", "valid"] = Field(default=0, title="Padding")
    """Pixels added at each border: P; "same" keeps the size (stride 1), "valid" adds none."""
    stride: SideOrPair = Field(default=1, title="Stride")
    """Pixels the filter moves at each step: S."""
    dilation: SideOrPair = Field(default=1, title="Dilation", json_schema_extra=ADVANCED)
    """Distance between the filter's cells; 1 is a solid filter."""
    groups: Channels = Field(default=1, title="Groups", json_schema_extra=ADVANCED)
    """Split the channels into groups that do not see one another; in_channels groups is depthwise."""
    bias: bool = Field(default=True, title="Bias", json_schema_extra=ADVANCED)
    """Add a learnt number to each feature map."""
    padding_mode: Literal["zeros", "reflect", "replicate", "circular"] = Field(
        default="zeros", title="Padding mode", json_schema_extra=ADVANCED
    )
    """What the added border holds."""

    def window(self) -> Window:
        """The sliding window."""
        kernel, dilation = pair(self.kernel_size), pair(self.dilation)
        if self.padding == "same":
            before, after = same_margins(kernel, dilation)
        else:
            before = after = (0, 0) if self.padding == "valid" else pair(self.padding)
        return Window(kernel, pair(self.stride), before, after, dilation)

    def out_shape(self, shape: Shape) -> Shape:
        """[out_channels, height, width]."""
        channels, height, width = volume(shape, self.kind)
        self._check_settings(channels)
        self._check_padding(height, width)
        return (self.out_channels, *slide(self.window(), shape, self.kind))

    def _check_settings(self, channels: int) -> None:
        if self.padding == "same" and pair(self.stride) != (1, 1):
            detail = f'padding "same" needs stride 1, not {times_of(self.stride)}'
            raise ShapeProblem("same_stride", detail, stride=times_of(self.stride))
        for value, what in ((channels, "in_channels"), (self.out_channels, "out_channels")):
            if value % self.groups:
                detail = f"{what} = {value} cannot be split into {self.groups} groups"
                raise ShapeProblem("groups", detail, what=what, channels=value, groups=self.groups)

    def _check_padding(self, height: int, width: int) -> None:
        window = self.window()
        limit = {"reflect": -1, "circular": 0}.get(self.padding_mode)
        if limit is None:
            return
        for axis, side in enumerate((height, width)):
            margin = max(window.before[axis], window.after[axis])
            if margin > side + limit:
                detail = f"{self.padding_mode} padding of {margin} is too wide for {side} pixels"
                params: dict[str, str | int] = {"mode": self.padding_mode, "padding": margin, "side": side}
                raise ShapeProblem("padding_too_wide", detail, **params)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [out, in/groups, height, width] and bias [out]."""
        weight = {"weight": (self.out_channels, shape[0] // self.groups, *pair(self.kernel_size))}
        return weight | ({"bias": (self.out_channels,)} if self.bias else {})

    def macs(self, shape: Shape) -> int:
        """H·W·C_out·k·k·C_in/groups."""
        out, height, width = self.out_shape(shape)
        kernel = pair(self.kernel_size)
        return height * width * out * kernel[0] * kernel[1] * (shape[0] // self.groups)

    def count(self, shape: Shape) -> str:
        """(5·5·1 + 1)·6."""
        kernel = pair(self.kernel_size)
        inner = f"{kernel[0]}·{kernel[1]}·{shape[0] // self.groups}"
        return f"({inner} + 1)·{self.out_channels}" if self.bias else f"{inner}·{self.out_channels}"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Conv2d; "same" becomes numbers unless it is lopsided."""
        from torch import nn

        window = self.window()
        padding = window.before if window.before == window.after else "same"
        return nn.Conv2d(
            shape[0],
            self.out_channels,
            window.kernel,
            window.stride,
            padding,
            window.dilation,
            self.groups,
            self.bias,
            self.padding_mode,
        )

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum over the window of the unit's group of channels."""
        size = shape[0] // self.groups
        first = unit[0] // (self.out_channels // self.groups) * size
        formula = "Σ patch · kernel + b" if self.bias else "Σ patch · kernel"
        return Links("weighted_sum", (first, first + size), self.box(unit), pair(self.dilation), formula)


def times_of(value: int | Pair) -> str:
    """An int-or-pair in words."""
    return "×".join(str(side) for side in pair(value))
