"""Pooling over whole feature maps."""

from typing import TYPE_CHECKING, ClassVar, Literal

from app.layers.base import Layer, Links, Shape, volume

if TYPE_CHECKING:
    from torch import nn


class GlobalAvgPool(Layer):
    """One number per feature map: its mean.

    The output does not depend on the picture's size, and nothing has to be learnt. Lin, Chen, Yan, Network in
    network, 2013.
    """

    title: ClassVar[str] = "Global average pooling"
    local: ClassVar[bool] = False

    kind: Literal["global_avg_pool"] = "global_avg_pool"

    def out_shape(self, shape: Shape) -> Shape:
        """[channels]: a vector."""
        channels, _, _ = volume(shape, self.kind)
        return (channels,)

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GlobalAvgPool."""
        from app.layers.modules.global_pool import GlobalAvgPool as Module

        return Module()

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The whole map of the unit's channel."""
        return Links("mean", (unit[0], unit[0] + 1), (0, 0, shape[1], shape[2]), formula="mean of the map")
