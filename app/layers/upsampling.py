"""Enlarging maps without weights."""

from math import ceil, floor
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reach, Reaches, bilinear, nearest
from app.geometry.window import Pair
from app.layers.base import ADVANCED, AXES, Layer, Links, Shape, SideOrPair, pair, volume

if TYPE_CHECKING:
    from torch import nn


class Upsample(Layer):
    """Enlarges every map: by repeating pixels, or by mixing neighbours.

    Nothing is learnt; a convolution after it avoids the chequered patterns of transposed convolutions. Odena,
    Dumoulin, Olah, Deconvolution and checkerboard artifacts, 2016.
    """

    title: ClassVar[str] = "Upsampling"

    kind: Literal["upsample"] = "upsample"
    scale_factor: SideOrPair = Field(default=2, title="Factor")
    """How many times larger, or vertically and horizontally."""
    mode: Literal["nearest", "bilinear"] = Field(default="nearest", title="Between pixels")
    """nearest repeats each pixel; bilinear goes from one to the next in a straight line."""
    size: SideOrPair | None = Field(default=None, title="Output size", json_schema_extra=ADVANCED)
    """Side of the output in pixels, or height and width; in place of the factor."""
    align_corners: bool = Field(default=False, title="Align corners", json_schema_extra=ADVANCED)
    """bilinear alone: the outermost pixels keep their values and places."""

    def _out(self, shape: Shape) -> Pair:
        if self.size is not None:
            return pair(self.size)
        factor = pair(self.scale_factor)
        return shape[1] * factor[0], shape[2] * factor[1]

    def out_shape(self, shape: Shape) -> Shape:
        """[channels, height, width]."""
        channels, _, _ = volume(shape, self.kind)
        return (channels, *self._out(shape))

    def sizes(self, shape: Shape) -> dict[str, str]:
        """7·2 = 14, or 7 → 14."""
        sides = zip(AXES, shape[1:], pair(self.scale_factor), self._out(shape), strict=True)
        return {
            axis: f"{side} → {out}" if self.size is not None else f"{side}·{factor} = {out}"
            for axis, side, factor, out in sides
        }

    def reach(self, shape: Shape) -> Reaches:
        """The pixel that is repeated, or those that are mixed."""
        return self._reach(shape, 0), self._reach(shape, 1)

    def _reach(self, shape: Shape, axis: int) -> Reach:
        size, out = shape[axis + 1], self._out(shape)[axis]
        return nearest(size, out) if self.mode == "nearest" else bilinear(size, out, self.align_corners)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Upsample."""
        from torch import nn

        corners = self.align_corners if self.mode == "bilinear" else None
        return nn.Upsample(self._out(shape), mode=self.mode, align_corners=corners)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The pixel that is repeated, or the weighted sum of those that are mixed."""
        channels = (unit[0], unit[0] + 1)
        if self.mode == "nearest":
            y, x = (floor(unit[axis + 1] * self._reach(shape, axis).step) for axis in (0, 1))
            return Links("copy", channels, (y, x, y + 1, x + 1), formula="copy")
        spans = [self._mixed(shape, axis, unit[axis + 1]) for axis in (0, 1)]
        box = (spans[0][0], spans[1][0], spans[0][1], spans[1][1])
        return Links("weighted_sum", channels, box, formula="Σ neighbours · nearness")

    def _mixed(self, shape: Shape, axis: int, place: int) -> tuple[int, int]:
        """The inputs (from, to) on both sides of where the output's pixel lies."""
        reach, end = self._reach(shape, axis), shape[axis + 1] - 1
        middle = max(place * reach.step + (reach.first + reach.last) / 2, 0)
        return min(floor(middle), end), min(ceil(middle), end) + 1
