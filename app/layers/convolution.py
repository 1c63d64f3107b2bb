"""2-D convolution (cross-correlation, as in every deep-learning library)."""

from collections.abc import Mapping
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.window import Pair, Window
from app.layers.base import (
    ADVANCED,
    NO_FORM,
    Channels,
    Links,
    MarginOrPair,
    Shape,
    ShapeProblem,
    SideOrPair,
    Source,
    pair,
    product,
    times,
    volume,
)
from app.layers.connections import Connections, check_connections, connection_count
from app.layers.explain import Explanation, Given, weighted_sum
from app.layers.forms import REQUIRED, Form, Misread, Reading
from app.layers.groups import check_groups, group_of
from app.layers.operators import (
    BEFORE,
    Constant,
    Found,
    Operator,
    Weight,
    X,
    kernel_of,
    one_or_pair,
    window_of,
)
from app.layers.sliding import Sliding

if TYPE_CHECKING:
    from torch import nn


CONV = "stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros'"


class Conv2d(Sliding):
    """Each filter slides over the picture and gives one feature map.

    Output size (N + 2P − F)/S + 1; parameters (F·F·C_in + 1)·C_out. 1×1 is a pointwise convolution: it mixes
    the maps and sees no neighbours. As many groups as input maps make it depthwise: each filter sees one map
    alone. An H×1 or 1×W filter sees one column or row; over words × embedding, one as wide as the embedding is
    the 1-D convolution of texts. LeCun et al., Gradient-based learning applied to document recognition, 1998.
    """

    title: ClassVar[str] = "Convolution"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.Conv2d", f"in_channels, out_channels, kernel_size, {CONV}"),
        Form("TableConv2d", f"in_channels, table, kernel_size, {CONV}"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Conv",)

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
    connections: Connections | None = Field(default=None, title="Connections", json_schema_extra=NO_FORM)
    """Which input maps each filter sees; left out, every filter sees all of them."""

    def window(self) -> Window:
        """The sliding window."""
        return _window(self.kernel_size, self.stride, self.padding, self.dilation)

    def out_shape(self, shape: Shape) -> Shape:
        """[out_channels, height, width]."""
        channels, height, width = volume(shape, self.kind)
        self._check_stride()
        check_groups(self.groups, channels, self.out_channels)
        if self.connections is not None:
            check_connections(self.connections, channels, self.out_channels, self.groups)
        self._check_padding(height, width)
        return (self.out_channels, *self.slide(shape))

    def _check_stride(self) -> None:
        stride = pair(self.stride)
        if self.padding == "same" and stride != (1, 1):
            detail = f'padding "same" needs stride 1, not {times(stride)}'
            raise ShapeProblem("same_stride", detail, stride=times(stride))

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
        """weight [out, in/groups, height, width], or kernels [connections, height, width]; bias [out]."""
        kernel = pair(self.kernel_size)
        bias: dict[str, Shape] = {"bias": (self.out_channels,)} if self.bias else {}
        if self.connections is not None:
            return {"kernels": (connection_count(self.connections), *kernel)} | bias
        return {"weight": (self.out_channels, shape[0] // self.groups, *kernel)} | bias

    def macs(self, shape: Shape) -> int:
        """H·W·C_out·k·k·C_in/groups."""
        return prod(self._factors(shape))

    def operations(self, shape: Shape) -> str:
        """28·28·192·3·3·256; with a table of connections 28·28·5·5·60."""
        return product(self._factors(shape))

    def _factors(self, shape: Shape) -> tuple[int, ...]:
        window = self.window()
        positions = window.out(shape[1], 0), window.out(shape[2], 1)
        if self.connections is not None:
            return (*positions, *window.kernel, connection_count(self.connections))
        return (*positions, self.out_channels, *window.kernel, shape[0] // self.groups)

    def variants(self, shape: Shape) -> tuple[str, ...]:
        """pointwise, depthwise, grouped, over_height, over_width, full_width, full_height, whole_map, dilated."""
        found = [self._shaped(shape)]
        if self.groups > 1:
            found.append("depthwise" if self.groups == shape[0] else "grouped")
        if max(pair(self.dilation)) > 1:
            found.append("dilated")
        return tuple(name for name in found if name)

    def _shaped(self, shape: Shape) -> str | None:
        """What the kernel's shape makes of it."""
        window = self.window()
        if window.kernel == (1, 1):
            return "pointwise"
        unpadded = window.before == window.after == (0, 0)
        full = [unpadded and window.extent(axis) == shape[axis + 1] > 1 for axis in (0, 1)]
        if all(full):
            return "whole_map"
        if full[1] or full[0]:
            return "full_width" if full[1] else "full_height"
        flat = [side == 1 for side in window.kernel]
        return "over_width" if flat[0] else "over_height" if flat[1] else None

    def channel_groups(self, shape: Shape) -> int:
        """The groups."""
        return self.groups

    def count(self, shape: Shape) -> str:
        """(5·5·1 + 1)·6; with a table of connections 5·5·60 + 16."""
        kernel = product(pair(self.kernel_size))
        if self.connections is not None:
            bias = f" + {self.out_channels}" if self.bias else ""
            return f"{kernel}·{connection_count(self.connections)}{bias}"
        inner = f"{kernel}·{shape[0] // self.groups}"
        return f"({inner} + 1)·{self.out_channels}" if self.bias else f"{inner}·{self.out_channels}"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Conv2d, or modules.TableConv2d; "same" becomes numbers unless it is lopsided."""
        from torch import nn

        from app.layers.modules.table_conv import TableConv2d

        window = self.window()
        padding = window.before if window.before == window.after else "same"
        settings = (window.kernel, window.stride, padding, window.dilation, self.groups, self.bias)
        if self.connections is not None:
            return TableConv2d(shape[0], self.connections, *settings, self.padding_mode)
        return nn.Conv2d(shape[0], self.out_channels, *settings, self.padding_mode)

    def source(self, shape: Shape) -> Source:
        """nn.Conv2d, or TableConv2d."""
        form = self.modules[self.connections is not None]
        return Source(form.write(self.values(shape) | {"table": self.connections}))

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """A table names the filters too."""
        if "table" not in values:
            return super().read(form, values)
        table = values["table"]
        if not isinstance(table, tuple | list):
            raise Misread("its table must be written out")
        reading = super().read(form, {**values, "table": REQUIRED})
        return Reading({**reading.settings, "connections": table, "out_channels": len(table)}, reading.claims)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Conv; padding with anything but zeros is an operator of its own before it."""
        window = self.window()
        pads = window.before + window.after
        mode = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}.get(self.padding_mode)
        bias = (Weight("bias"),) if self.bias else ()
        attributes = {
            "kernel_shape": window.kernel,
            "strides": window.stride,
            "pads": (0, 0, 0, 0) if mode else pads,
            "dilations": window.dilation,
            "group": self.groups,
        }
        if mode is None or not any(pads):
            return (Operator("Conv", attributes, (X, Weight("weight"), *bias)),)
        margins = Constant((0, 0, *window.before, 0, 0, *window.after))
        padded = Operator("Pad", {"mode": mode}, (X, margins))
        return padded, Operator("Conv", attributes, (BEFORE, Weight("weight"), *bias))

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Filters and channels are those of the weight [out, in/groups, height, width]."""
        found.only("auto_pad", "kernel_shape", "strides", "pads", "dilations", "group")
        weight = found.tensors.get(1, ())
        if len(weight) != 4:
            raise Misread("only convolutions over two axes with weights of their own are supported")
        groups = found.integer("group", 1)
        settings = same_window(found) or window_of(found)
        settings |= {"out_channels": weight[0], "groups": groups, "bias": 2 in found.tensors}
        settings["dilation"] = one_or_pair(found.integers("dilations", (1, 1)))
        return Reading(settings, {"in_channels": weight[1] * groups})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum over the window of the unit's group of channels."""
        channels = group_of(unit[0], self.groups, shape[0], self.out_channels)
        formula = "Σ patch · kernel + b" if self.bias else "Σ patch · kernel"
        return Links("weighted_sum", channels, self.box(unit), pair(self.dilation), formula)

    def explain(self, given: Given) -> Explanation:
        """Σ patch · kernel + b."""
        return weighted_sum(given)


@lru_cache(1024)
def _window(
    kernel_size: int | Pair, stride: int | Pair, padding: int | Pair | str, dilation: int | Pair
) -> Window:
    """An analysis asks for it at every turn."""
    kernel, gaps = pair(kernel_size), pair(dilation)
    if padding == "same":
        before, after = same_margins(kernel, gaps)
    else:
        before = after = (0, 0) if isinstance(padding, str) else pair(padding)
    return Window(kernel, pair(stride), before, after, gaps)


def same_margins(kernel: Pair, dilation: Pair) -> tuple[Pair, Pair]:
    """Padding before and after that keeps the size at stride 1; the odd pixel goes to the end."""
    total = [(kernel[axis] - 1) * dilation[axis] for axis in (0, 1)]
    before = (total[0] // 2, total[1] // 2)
    return before, (total[0] - before[0], total[1] - before[1])


def same_window(found: Found) -> dict[str, Any] | None:
    """The window of an ONNX convolution whose lopsided padding is that of "same"; None for any other."""
    pads, kernel = found.integers("pads", (0, 0, 0, 0)), kernel_of(found)
    dilation = found.integers("dilations", (1, 1))
    if pads[:2] == pads[2:] or (pads[:2], pads[2:]) != same_margins(kernel, (dilation[0], dilation[1])):
        return None
    strides = found.integers("strides", (1, 1))
    return {"kernel_size": one_or_pair(kernel), "stride": one_or_pair(strides), "padding": "same"}
