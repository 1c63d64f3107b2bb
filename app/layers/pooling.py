"""Pooling: condense each feature map by itself."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.geometry.window import Window
from app.layers.base import (
    ADVANCED,
    Layer,
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
        window = self.window()
        for axis in (0, 1):
            if 2 * window.before[axis] > window.kernel[axis]:
                detail = (
                    f"padding {window.before[axis]} is more than half the kernel of {window.kernel[axis]}"
                )
                numbers = {"padding": window.before[axis], "kernel": window.kernel[axis]}
                raise ShapeProblem("pool_padding", detail, **numbers)
        return (volume(shape, self.kind)[0], *slide(window, shape, self.kind))

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The window of the unit's own channel."""
        return Links(self.operation, (unit[0], unit[0] + 1), self.box(unit), formula=self.formula)


class MaxPool2d(Pool):
    """The largest value of each region."""

    title: ClassVar[str] = "Max pooling"
    summary: ClassVar[str] = "Keeps the largest value of each region: is the feature anywhere here?"
    operation: ClassVar[Literal["max", "mean", "l2"]] = "max"
    formula: ClassVar[str] = "max patch"

    kind: Literal["max_pool2d"] = "max_pool2d"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.MaxPool2d."""
        from torch import nn

        window = self.window()
        return nn.MaxPool2d(window.kernel, window.stride, window.before, ceil_mode=self.ceil_mode)


class AvgPool2d(Pool):
    """The mean of each region."""

    title: ClassVar[str] = "Average pooling"
    summary: ClassVar[str] = "Keeps the mean of each region: more context than the largest value alone."
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


class L2Pool2d(Pool):
    """The square root of the sum of squares of each region."""

    title: ClassVar[str] = "L2 pooling"
    summary: ClassVar[str] = "The square root of the sum of squares of each region."
    operation: ClassVar[Literal["max", "mean", "l2"]] = "l2"
    formula: ClassVar[str] = "√Σ patch²"

    kind: Literal["l2_pool2d"] = "l2_pool2d"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.L2Pool2d."""
        from app.layers.modules.l2_pool import L2Pool2d as Module

        window = self.window()
        return Module(window.kernel, window.stride, window.before, self.ceil_mode)


class GlobalAvgPool(Layer):
    """The mean of each feature map."""

    title: ClassVar[str] = "Global average pooling"
    summary: ClassVar[str] = "One number per feature map: its mean."
    docs: ClassVar[str] = "Lin, Chen, Yan, Network in network, 2013."
    local: ClassVar[bool] = False

    kind: Literal["global_avg_pool"] = "global_avg_pool"

    def out_shape(self, shape: Shape) -> Shape:
        """[channels]: a vector."""
        return (volume(shape, self.kind)[0],)

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GlobalAvgPool."""
        from app.layers.modules.global_pool import GlobalAvgPool as Module

        return Module()

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The whole map of the unit's channel."""
        return Links("mean", (unit[0], unit[0] + 1), (0, 0, shape[1], shape[2]), formula="mean of the map")
