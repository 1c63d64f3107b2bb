"""Pooling: condense each feature map by itself."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.window import Window
from app.layers.base import (
    ADVANCED,
    Links,
    MarginOrPair,
    Shape,
    ShapeProblem,
    SideOrPair,
    pair,
    volume,
)
from app.layers.explain import POOLED, Explanation, Given
from app.layers.forms import Form, Reading
from app.layers.operators import Found, Operator, window_of
from app.layers.sliding import Sliding

if TYPE_CHECKING:
    from torch import nn


WINDOW = ("auto_pad", "kernel_shape", "strides", "pads", "ceil_mode")
"""Attributes of an ONNX pool that are read."""


class Pool(Sliding):
    """What the pools share; a stride left out equals the kernel."""

    kernel_size: SideOrPair = Field(default=2, title="Kernel size")
    """Side of the pooled region in pixels, or height and width."""
    padding: MarginOrPair = Field(default=0, title="Padding")
    """Pixels added at each border; at most half the kernel."""
    stride: SideOrPair | None = Field(default=None, title="Stride")
    """Pixels the region moves at each step; the kernel size where it is left out."""
    ceil_mode: bool = Field(default=False, title="Round up", json_schema_extra=ADVANCED)
    """Keep the windows that stick out at the end (ceil) instead of dropping them (floor)."""

    operation: ClassVar[Literal["max", "mean", "l2"]]
    formula: ClassVar[str]

    def window(self) -> Window:
        """The sliding window."""
        kernel, margin = pair(self.kernel_size), pair(self.padding)
        stride = kernel if self.stride is None else pair(self.stride)
        return Window(kernel, stride, margin, margin, ceil=self.ceil_mode)

    def out_shape(self, shape: Shape) -> Shape:
        """[channels, height, width]."""
        channels, _, _ = volume(shape, self.kind)
        window = self.window()
        for kernel, margin in zip(window.kernel, window.before, strict=True):
            if 2 * margin > kernel:
                detail = f"padding {margin} is more than half the kernel of {kernel}"
                raise ShapeProblem("pool_padding", detail, padding=margin, kernel=kernel)
        return (channels, *self.slide(shape))

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """One operator with the window."""
        window = self.window()
        attributes = {
            "kernel_shape": window.kernel,
            "strides": window.stride,
            "pads": window.before * 2,
            "ceil_mode": int(self.ceil_mode),
        }
        return (Operator(self.onnx[0], attributes | self.more_attributes()),)

    def more_attributes(self) -> dict[str, Any]:
        """What its ONNX operator has besides the window."""
        return {}

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """The window; a stride that equals the kernel is left out."""
        found.only(*WINDOW, count_include_pad=0, p=2, storage_order=0, dilations=(1, 1))
        settings = window_of(found)
        if settings["stride"] == settings["kernel_size"]:
            del settings["stride"]
        return Reading({**settings, "ceil_mode": bool(found.integer("ceil_mode", 0))})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The window of the unit's own channel."""
        return Links(self.operation, (unit[0], unit[0] + 1), self.box(unit), formula=self.formula)

    def explain(self, given: Given) -> Explanation:
        """The largest, the mean or the length of the window."""
        return POOLED[self.operation](given)


POOL = "kernel_size, stride=None, padding=0"
MAX_POOL = f"{POOL}, dilation=1, return_indices=False, ceil_mode=False"
AVG_POOL = f"{POOL}, ceil_mode=False, count_include_pad=True, divisor_override=None"


class MaxPool2d(Pool):
    """Keeps the largest value of each region: is the feature anywhere here?

    The exact position is thrown away, each map is condensed by itself.
    """

    title: ClassVar[str] = "Max pooling"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.MaxPool2d", MAX_POOL),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form("F.max_pool2d", f"x, {MAX_POOL}"),
        Form("torch.max_pool2d", f"x, {MAX_POOL}"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("MaxPool",)
    operation: ClassVar[Literal["max", "mean", "l2"]] = "max"
    formula: ClassVar[str] = "max patch"

    kind: Literal["max_pool2d"] = "max_pool2d"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.MaxPool2d."""
        from app.layers.modules.max_pool import MaxPool2d as Module

        window = self.window()
        return Module(window.kernel, window.stride, window.before, ceil_mode=self.ceil_mode)


class AvgPool2d(Pool):
    """Keeps the mean of each region: more context than the largest value alone.

    The pooling of LeNet-5 (LeCun et al., 1998).
    """

    title: ClassVar[str] = "Average pooling"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.AvgPool2d", AVG_POOL),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.avg_pool2d", f"x, {AVG_POOL}"),)
    onnx: ClassVar[tuple[str, ...]] = ("AveragePool",)
    operation: ClassVar[Literal["max", "mean", "l2"]] = "mean"
    formula: ClassVar[str] = "mean of patch"

    kind: Literal["avg_pool2d"] = "avg_pool2d"
    count_include_pad: bool = Field(default=True, title="Count padding", json_schema_extra=ADVANCED)
    """Divide by the whole window, its padding included."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.AvgPool2d."""
        from torch import nn

        window = self.window()
        return nn.AvgPool2d(
            window.kernel, window.stride, window.before, self.ceil_mode, self.count_include_pad
        )

    def more_attributes(self) -> dict[str, Any]:
        """Whether padding counts."""
        return {"count_include_pad": int(self.count_include_pad)}

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """The window, and whether padding counts: in ONNX it does not unless it is said."""
        counts = {"count_include_pad": bool(found.integer("count_include_pad", 0))}
        others = {name: value for name, value in found.attributes.items() if name != "count_include_pad"}
        reading = super().read_operator(replace(found, attributes=others))
        if not reading.settings["padding"]:
            return reading
        return Reading({**reading.settings, **counts})


class L2Pool2d(Pool):
    """The square root of the sum of squares of each region.

    Nielsen, Neural networks and deep learning, chapter 6: another way to condense a map.
    """

    title: ClassVar[str] = "L2 pooling"
    modules: ClassVar[tuple[Form, ...]] = (Form("L2Pool2d", f"{POOL}, ceil_mode=False"),)
    onnx: ClassVar[tuple[str, ...]] = ("LpPool",)
    operation: ClassVar[Literal["max", "mean", "l2"]] = "l2"
    formula: ClassVar[str] = "√Σ patch²"

    kind: Literal["l2_pool2d"] = "l2_pool2d"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.L2Pool2d."""
        from app.layers.modules.l2_pool import L2Pool2d as Module

        window = self.window()
        return Module(window.kernel, window.stride, window.before, self.ceil_mode)

    def more_attributes(self) -> dict[str, Any]:
        """The norm."""
        return {"p": 2}
