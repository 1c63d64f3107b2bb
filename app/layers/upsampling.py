"""Enlarging maps without weights."""

from collections.abc import Mapping
from math import ceil, floor
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reach, Reaches, bilinear, nearest
from app.geometry.window import Pair
from app.layers.base import ADVANCED, AXES, Layer, Links, Shape, SideOrPair, pair, volume
from app.layers.explain import Explanation, Given, copied, weighted_sum
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import NOTHING, Constant, Found, Operator, X, one_or_pair

if TYPE_CHECKING:
    from torch import nn


RESIZE = {
    "mode": "nearest",
    "coordinate_transformation_mode": "half_pixel",
    "nearest_mode": "round_prefer_floor",
    "axes": None,
}
"""Attributes of ONNX's Resize that are read, with their defaults."""
_MODES = {
    ("nearest", "asymmetric", "floor"): ("nearest", False),
    ("linear", "pytorch_half_pixel", "round_prefer_floor"): ("bilinear", False),
    ("linear", "pytorch_half_pixel", "floor"): ("bilinear", False),
    ("linear", "half_pixel", "round_prefer_floor"): ("bilinear", False),
    ("linear", "half_pixel", "floor"): ("bilinear", False),
    ("linear", "align_corners", "round_prefer_floor"): ("bilinear", True),
    ("linear", "align_corners", "floor"): ("bilinear", True),
}
"""What its modes together are called in torch."""
UPSAMPLE = "size=None, scale_factor=None, mode='nearest', align_corners=None"


class Upsample(Layer):
    """Enlarges every map: by repeating pixels, or by mixing neighbours.

    Nothing is learnt; a convolution after it avoids the chequered patterns of transposed convolutions. Odena,
    Dumoulin, Olah, Deconvolution and checkerboard artifacts, 2016.
    """

    title: ClassVar[str] = "Upsampling"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Upsample", UPSAMPLE),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.interpolate", f"x, {UPSAMPLE}"),)
    onnx: ClassVar[tuple[str, ...]] = ("Resize",)

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

    def values(self, shape: Shape) -> dict[str, Any]:
        """The factor or the size, and corners where there is something to align."""
        values = super().values(shape)
        if self.size is not None:
            del values["scale_factor"]
        if not self.align_corners or self.mode == "nearest":
            del values["align_corners"]
        return values

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """By whole factors, or to a size."""
        factor, size = _whole(values["scale_factor"]), values["size"]
        if (factor is None) == (size is None):
            raise Misread("it needs a whole scale_factor or a size")
        where = {"size": size} if factor is None else {"scale_factor": factor}
        return Reading({**where, "mode": values["mode"], "align_corners": bool(values["align_corners"])})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Resize, by factors where they are given, else to a size."""
        attributes: dict[str, Any] = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric"}
        attributes["nearest_mode"] = "floor"
        if self.mode == "bilinear":
            corners = "align_corners" if self.align_corners else "pytorch_half_pixel"
            attributes = {"mode": "linear", "coordinate_transformation_mode": corners}
        if self.size is None:
            scales = Constant((1.0, 1.0, *map(float, pair(self.scale_factor))))
            return (Operator("Resize", attributes, (X, NOTHING, scales)),)
        sizes = Constant(self._out(shape))
        return (Operator("Resize", attributes | {"axes": (2, 3)}, (X, NOTHING, NOTHING, sizes)),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """As torch enlarges alone."""
        found.only(*RESIZE, antialias=0, exclude_outside=0, cubic_coeff_a=-0.75)
        kept = tuple(found.attributes.get(name, standard) for name, standard in RESIZE.items())[:3]
        mode, corners = _MODES.get(kept, ("", False))
        scales, sizes = found.constants.get(2, ()), found.constants.get(3, ())
        factor = _whole(tuple(scales[2:])) if scales[:2] == (1.0, 1.0) else None
        if not mode or (factor is None) == (len(sizes) not in (2, 4)):
            raise Misread("enlarging is supported as torch does it, by whole factors or to a size")
        where = {"scale_factor": factor} if factor is not None else {"size": one_or_pair(sizes[-2:])}
        return Reading({**where, "mode": mode, "align_corners": corners})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The pixel that is repeated, or the weighted sum of those that are mixed."""
        channels = (unit[0], unit[0] + 1)
        if self.mode == "nearest":
            y, x = (floor(unit[axis + 1] * self._reach(shape, axis).step) for axis in (0, 1))
            return Links("copy", channels, (y, x, y + 1, x + 1), formula="copy")
        spans = [self._mixed(shape, axis, unit[axis + 1]) for axis in (0, 1)]
        box = (spans[0][0], spans[1][0], spans[0][1], spans[1][1])
        return Links("weighted_sum", channels, box, formula="Σ neighbours · nearness")

    def explain(self, given: Given) -> Explanation:
        """The pixel that is repeated, or the mixture."""
        return copied(given) if self.mode == "nearest" else weighted_sum(given)

    def _mixed(self, shape: Shape, axis: int, place: int) -> tuple[int, int]:
        """The inputs (from, to) on both sides of where the output's pixel lies."""
        reach, end = self._reach(shape, axis), shape[axis + 1] - 1
        middle = max(place * reach.step + (reach.first + reach.last) / 2, 0)
        return min(floor(middle), end), min(ceil(middle), end) + 1


def _whole(factor: Any) -> Any:
    """A factor, or two of them, as integers; None where they are none."""
    factors = factor if isinstance(factor, tuple | list) else (factor,)
    if len(factors) not in (1, 2) or not all(_is_whole(one) for one in factors):
        return None
    return one_or_pair((int(factors[0]), int(factors[-1])))


def _is_whole(factor: Any) -> bool:
    return isinstance(factor, int | float) and 1 <= factor <= 1024 and factor == int(factor)
