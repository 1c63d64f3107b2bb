"""Pooling to a size that is given, whatever the size of the input."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reaches, adaptive
from app.layers.base import AXES, Layer, Links, Shape, SideOrPair, pair, volume
from app.layers.explain import Explanation, Given, mean
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import BEFORE, Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn


class AdaptiveAvgPool2d(Layer):
    """Averages regions, chosen so that the output has the size that is asked for.

    Output o of M sums up the inputs ⌊o·N/M⌋ … ⌈(o + 1)·N/M⌉ − 1 of N; where N is no multiple of M, regions
    overlap. So any picture suits the layers that follow. He et al., Spatial pyramid pooling, 2014.
    """

    title: ClassVar[str] = "Adaptive average pooling"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.AdaptiveAvgPool2d", "output_size"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.adaptive_avg_pool2d", "x, output_size"),)
    onnx: ClassVar[tuple[str, ...]] = ("GlobalAveragePool",)

    kind: Literal["adaptive_avg_pool2d"] = "adaptive_avg_pool2d"
    output_size: SideOrPair = Field(default=1, title="Output size")
    """Side of the output in pixels, or height and width."""

    def out_shape(self, shape: Shape) -> Shape:
        """[channels, *output_size]."""
        channels, _, _ = volume(shape, self.kind)
        return (channels, *pair(self.output_size))

    def sizes(self, shape: Shape) -> dict[str, str]:
        """13 → 6."""
        return {
            axis: f"{side} → {out}"
            for axis, side, out in zip(AXES, shape[1:], pair(self.output_size), strict=True)
        }

    def reach(self, shape: Shape) -> Reaches:
        """The regions, as far as they can be bounded."""
        height, width = pair(self.output_size)
        return adaptive(shape[1], height), adaptive(shape[2], width)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.AdaptiveAvgPool2d."""
        from torch import nn

        return nn.AdaptiveAvgPool2d(pair(self.output_size))

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """A side that is left as it is (None) is not supported."""
        size = values["output_size"]
        if size is None or (isinstance(size, tuple | list) and None in size):
            raise Misread("its output_size must be given in numbers")
        return super().read(form, values)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """GlobalAveragePool, or AveragePool where regions are of one size; ONNX has no word for others: a product
        with the means over rows and columns."""
        height, width = pair(self.output_size)
        if (height, width) == (1, 1):
            return (Operator("GlobalAveragePool"),)
        if shape[1] % height == shape[2] % width == 0:
            kernel = (shape[1] // height, shape[2] // width)
            return (Operator("AveragePool", {"kernel_shape": kernel, "strides": kernel}),)
        columns = Constant(tuple(zip(*_means(shape[2], width), strict=True)))
        return (
            Operator("MatMul", inputs=(X, columns)),
            Operator("MatMul", inputs=(Constant(_means(shape[1], height)), BEFORE)),
        )

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """To one value."""
        found.only()
        return Reading({"output_size": 1})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The region of the unit in its own channel."""
        outs = pair(self.output_size)
        starts = [unit[axis + 1] * shape[axis + 1] // outs[axis] for axis in (0, 1)]
        ends = [-(-(unit[axis + 1] + 1) * shape[axis + 1] // outs[axis]) for axis in (0, 1)]
        box = (starts[0], starts[1], ends[0], ends[1])
        return Links("mean", (unit[0], unit[0] + 1), box, formula="mean of patch")

    def explain(self, given: Given) -> Explanation:
        """The mean of the region."""
        return mean(given)


def _means(size: int, out: int) -> tuple[tuple[float, ...], ...]:
    """For each output the weight of each input: 1/n for the n inputs of its region."""
    regions = [(place * size // out, -(-(place + 1) * size // out)) for place in range(out)]
    return tuple(
        tuple(1 / (end - start) if start <= place < end else 0.0 for place in range(size))
        for start, end in regions
    )
