"""Pooling over whole feature maps."""

from typing import TYPE_CHECKING, ClassVar, Literal

from app.layers.base import Layer, Links, Shape, volume

if TYPE_CHECKING:
    from torch import nn


class GlobalPool(Layer):
    """What both have in common: one number per feature map."""

    local: ClassVar[bool] = False
    operation: ClassVar[Literal["max", "mean"]]
    formula: ClassVar[str]

    def out_shape(self, shape: Shape) -> Shape:
        """[channels]: a vector."""
        channels, _, _ = volume(shape, self.kind)
        return (channels,)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The whole map of the unit's channel."""
        box = (0, 0, shape[1], shape[2])
        return Links(self.operation, (unit[0], unit[0] + 1), box, formula=self.formula)


class GlobalAvgPool(GlobalPool):
    """One number per feature map: its mean.

    The output does not depend on the picture's size, and nothing has to be learnt. Lin, Chen, Yan, Network in
    network, 2013.
    """

    title: ClassVar[str] = "Global average pooling"
    operation: ClassVar[Literal["max", "mean"]] = "mean"
    formula: ClassVar[str] = "mean of the map"

    kind: Literal["global_avg_pool"] = "global_avg_pool"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GlobalAvgPool."""
        from app.layers.modules.global_pool import GlobalAvgPool as Module

        return Module()


class GlobalMaxPool(GlobalPool):
    """One number per feature map: its largest value. Is the feature anywhere at all?

    Over a text, the maximum over time: each filter tells how well its best place suits. Collobert et al.,
    Natural language processing (almost) from scratch, 2011.
    """

    title: ClassVar[str] = "Global max pooling"
    operation: ClassVar[Literal["max", "mean"]] = "max"
    formula: ClassVar[str] = "max of the map"

    kind: Literal["global_max_pool"] = "global_max_pool"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GlobalMaxPool."""
        from app.layers.modules.global_pool import GlobalMaxPool as Module

        return Module()
