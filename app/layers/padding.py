"""A border of zeros, as a layer of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reach, Reaches
from app.layers.base import ADVANCED, AXES, Layer, Links, Margin, Shape, Source, volume
from app.layers.explain import Explanation, Given, copied
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn

Four = Annotated[tuple[Margin, Margin, Margin, Margin], Field(strict=False)]
Maps = Annotated[int, Field(ge=0, le=65535)]
Two = Annotated[tuple[Maps, Maps], Field(strict=False)]


class ZeroPad2d(Layer):
    """Adds zeros round each map, by so many pixels at each side.

    What a convolution's padding does, apart from it and as lopsided as you like. Maps of zeros before and after
    widen a shortcut without weights: option A of He et al., Deep residual learning, 2015.
    """

    title: ClassVar[str] = "Zero padding"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.ZeroPad2d", "padding"),
        Form("ZeroMaps", "padding, channels"),
    )
    functions: ClassVar[tuple[Form, ...]] = (Form("F.pad", "x, pad, mode='constant', value=None"),)
    as_function: ClassVar[bool] = False
    onnx: ClassVar[tuple[str, ...]] = ("Pad",)

    kind: Literal["zero_pad2d"] = "zero_pad2d"
    padding: Margin | Four = Field(default=1, title="Padding")
    """Pixels at each border, or at the left, right, top and bottom."""
    channels: Two = Field(default=(0, 0), title="Maps of zeros", json_schema_extra=ADVANCED)
    """Maps of zeros before and after those that there are."""

    def _margins(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Before and after, over the height and over the width."""
        if isinstance(self.padding, int):
            return (self.padding, self.padding), (self.padding, self.padding)
        left, right, top, bottom = self.padding
        return (top, bottom), (left, right)

    def out_shape(self, shape: Shape) -> Shape:
        """[channels, height, width]."""
        channels, *sides = volume(shape, self.kind)
        padded = (side + sum(margins) for side, margins in zip(sides, self._margins(), strict=True))
        return (channels + sum(self.channels), *padded)

    def sizes(self, shape: Shape) -> dict[str, str]:
        """28 + 2 + 2 = 32."""
        sides = zip(AXES, shape[1:], self._margins(), strict=True)
        return {axis: f"{side} + {one} + {two} = {side + one + two}" for axis, side, (one, two) in sides}

    def reach(self, shape: Shape) -> Reaches:
        """The pixel that was here before the border came."""
        (top, _), (left, _) = self._margins()
        return Reach(-top, -top), Reach(-left, -left)

    def channel_groups(self, shape: Shape) -> int:
        """Every map is its own; with maps of zeros it has another number."""
        return 1 if any(self.channels) else shape[0]

    def build(self, shape: Shape) -> "nn.Module":
        """nn.ZeroPad2d, or modules.ZeroMaps with maps of zeros."""
        from torch import nn

        from app.layers.modules.zero_maps import ZeroMaps

        (top, bottom), (left, right) = self._margins()
        border = (left, right, top, bottom)
        return ZeroMaps(border, self.channels) if any(self.channels) else nn.ZeroPad2d(border)

    def source(self, shape: Shape) -> Source:
        """nn.ZeroPad2d, or ZeroMaps."""
        return Source(self.modules[any(self.channels)].write(self.values(shape)))

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """As a function: the last axis first, the channels last."""
        if "pad" not in values:
            return super().read(form, values)
        pad = values["pad"]
        whole = isinstance(pad, tuple | list) and len(pad) in (2, 4, 6)
        if not whole or values["mode"] != "constant" or values["value"] not in (None, 0):
            raise Misread("padding is supported with zeros alone, at the borders and over the channels")
        width, height, maps = tuple(pad[:2]), tuple(pad[2:4]) or (0, 0), tuple(pad[4:]) or (0, 0)
        return Reading({"padding": (*width, *height), "channels": maps})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Pad."""
        (top, bottom), (left, right) = self._margins()
        before, after = self.channels
        return (Operator("Pad", inputs=(X, Constant((0, before, top, left, 0, after, bottom, right)))),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Zeros alone; four equal margins are one number."""
        found.only(mode="constant")
        pads = found.constants.get(1, ())
        if len(pads) != 8 or pads[0] or pads[4] or any(found.constants.get(2, (0,))):
            raise Misread("padding is supported with zeros alone, at the borders and over the channels")
        _, before, top, left, _, after, bottom, right = pads
        margins = (left, right, top, bottom)
        padding = left if len(set(margins)) == 1 else margins
        return Reading({"padding": padding, "channels": (before, after)})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The pixel that was here; outside, a zero."""
        (top, _), (left, _) = self._margins()
        channel, y, x = unit[0] - self.channels[0], unit[1] - top, unit[2] - left
        if not 0 <= channel < shape[0]:
            return Links("copy", (0, 0), (y, x, y, x), formula="0")
        return Links("copy", (channel, channel + 1), (y, x, y + 1, x + 1), formula="copy")

    def explain(self, given: Given) -> Explanation:
        """The pixel as it is, or 0."""
        return copied(given)
