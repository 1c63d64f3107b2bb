"""Pooling over whole feature maps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from app.layers.base import Layer, Links, Shape, volume
from app.layers.explain import POOLED, Explanation, Given
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import Constant, Found, Operator, X

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

    def explain(self, given: Given) -> Explanation:
        """The largest or the mean of the map."""
        return POOLED[self.operation](given)

    def values(self, shape: Shape) -> dict[str, Any]:
        """Over height and width."""
        return super().values(shape) | {"dim": (2, 3)}

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """Over height and width alone."""
        if "dim" in values:
            check_whole_map(values["dim"], values["keepdim"])
        return Reading({})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """ReduceMean or ReduceMax."""
        return (Operator(self.onnx[0], {"keepdims": 0}, (X, Constant((2, 3)))),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Over height and width alone."""
        found.only("axes", "keepdims", noop_with_empty_axes=0)
        axes = found.constants.get(1, found.attributes.get("axes", ()))
        check_whole_map(axes, bool(found.integer("keepdims", 1)))
        return Reading({})


class GlobalAvgPool(GlobalPool):
    """One number per feature map: its mean.

    The output does not depend on the picture's size, and nothing has to be learnt. Lin, Chen, Yan, Network in
    network, 2013.
    """

    title: ClassVar[str] = "Global average pooling"
    modules: ClassVar[tuple[Form, ...]] = (Form("GlobalAvgPool"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form(".mean", "dim, keepdim=False"),
        Form("torch.mean", "x, dim, keepdim=False"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("ReduceMean",)
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
    modules: ClassVar[tuple[Form, ...]] = (Form("GlobalMaxPool"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form(".amax", "dim, keepdim=False"),
        Form("torch.amax", "x, dim, keepdim=False"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("ReduceMax",)
    operation: ClassVar[Literal["max", "mean"]] = "max"
    formula: ClassVar[str] = "max of the map"

    kind: Literal["global_max_pool"] = "global_max_pool"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GlobalMaxPool."""
        from app.layers.modules.global_pool import GlobalMaxPool as Module

        return Module()


def check_whole_map(dim: Any, keepdim: Any) -> None:
    """Raise Misread where a reduction is not over height and width to a vector."""
    axes = {axis % 4 for axis in dim if isinstance(axis, int)} if isinstance(dim, tuple | list) else set()
    if axes != {2, 3} or keepdim is not False:
        raise Misread("reducing is supported over height and width to a vector, dim=(2, 3)")
