"""Normalisation over one image: the statistics are those of the image itself, in training and after it."""

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reaches
from app.layers.base import ADVANCED, Channels, Layer, Links, Shape, ShapeProblem, product, volume
from app.layers.explain import Explanation, Given, normalised
from app.layers.forms import REQUIRED, Form, Misread, Reading
from app.layers.operators import BEFORE, Constant, Found, Operator, Weight, X

if TYPE_CHECKING:
    from torch import nn


class ImageNorm(Layer):
    """What they have in common: a unit depends on all values that its statistics are taken over."""

    eps: float = Field(default=1e-5, gt=0, le=1, title="Epsilon", json_schema_extra=ADVANCED)
    """Added to the variance."""

    def reach(self, shape: Shape) -> Reaches | None:
        """Every position."""
        return None

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """All values of the unit's group of channels."""
        size = shape[0] // self.channel_groups(shape)
        first = unit[0] // size * size
        sides = shape[1:] if len(shape) == 3 else (1, 1)
        formula = "(z − μ)/√(σ² + ε)·γ + β"
        return Links("normalise", (first, first + size), (0, 0, *sides), formula=formula)

    def explain(self, given: Given) -> Explanation:
        """With the mean and the variance of the group."""
        return normalised(given, self.eps)

    def _check_many(self, shape: Shape) -> None:
        """Raise ShapeProblem (`one_value`) where statistics would be taken over a single value."""
        if prod(shape) == self.channel_groups(shape):
            detail = f"{self.kind} would take its mean over a single value: the output would always be 0"
            raise ShapeProblem("one_value", detail, kind=self.kind)


class LayerNorm(ImageNorm):
    """Brings all values of one image to mean 0 and deviation 1 together, then scales and shifts each.

    It needs no batch. Ba, Kiros, Hinton, Layer normalization, 2016.
    """

    title: ClassVar[str] = "Layer normalisation"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.LayerNorm", "normalized_shape, eps=1e-5, elementwise_affine=True, bias=True"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("LayerNormalization",)

    kind: Literal["layer_norm"] = "layer_norm"
    elementwise_affine: bool = Field(default=True, title="Scale and shift", json_schema_extra=ADVANCED)
    """Learn a scale and a shift for each value."""

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight and bias, each of the input's shape."""
        return {"weight": shape, "bias": shape} if self.elementwise_affine else {}

    def count(self, shape: Shape) -> str | None:
        """2·6·28·28."""
        return product((2, *shape)) if self.elementwise_affine else None

    def channel_groups(self, shape: Shape) -> int:
        """One: all channels together."""
        return 1

    def build(self, shape: Shape) -> "nn.Module":
        """nn.LayerNorm over the whole input."""
        from torch import nn

        return nn.LayerNorm(shape, self.eps, self.elementwise_affine)

    def values(self, shape: Shape) -> dict[str, Any]:
        """Over the whole input."""
        return super().values(shape) | {"normalized_shape": shape if len(shape) > 1 else shape[0]}

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """Over the whole input alone, which is checked."""
        size = values["normalized_shape"]
        claim = tuple(size) if isinstance(size, tuple | list) else (size,)
        reading = super().read(form, {**values, "normalized_shape": REQUIRED})
        return Reading(reading.settings, {"normalized_shape": claim})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """LayerNormalization from the channels on."""
        scale, shift = (Weight("weight"), Weight("bias")) if self.elementwise_affine else _unit(shape)
        return (Operator("LayerNormalization", {"axis": 1, "epsilon": self.eps}, (X, scale, shift)),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """From the channels on; whether scale and shift are learnt cannot be seen: they are taken to be."""
        found.only("epsilon", axis=1, stash_type=1)
        if "axis" not in found.attributes:
            raise Misread("it is supported from the channels on alone")
        return Reading({"eps": found.number("epsilon", 1e-5)}, {"normalized_shape": found.tensors.get(1, ())})


class GroupNorm(ImageNorm):
    """Brings each group of maps of one image to mean 0 and deviation 1, then scales and shifts each map.

    Between layer normalisation (one group) and instance normalisation (a group for each map); as good with
    small batches as with large ones. Wu and He, Group normalization, 2018.
    """

    title: ClassVar[str] = "Group normalisation"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.GroupNorm", "num_groups, num_channels, eps=1e-5, affine=True"),
    )

    kind: Literal["group_norm"] = "group_norm"
    num_groups: Channels = Field(default=1, title="Groups")
    """Into how many groups the maps are split."""
    affine: bool = Field(default=True, title="Scale and shift", json_schema_extra=ADVANCED)
    """Learn a scale and a shift for each map."""

    def out_shape(self, shape: Shape) -> Shape:
        """As the input, a volume or a vector."""
        if shape[0] % self.num_groups:
            detail = f"{shape[0]} channels cannot be split into {self.num_groups} groups"
            raise ShapeProblem("num_groups", detail, channels=shape[0], groups=self.num_groups)
        self._check_many(shape)
        return shape

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [channels] and bias [channels]."""
        return {"weight": (shape[0],), "bias": (shape[0],)} if self.affine else {}

    def count(self, shape: Shape) -> str | None:
        """2·6."""
        return f"2·{shape[0]}" if self.affine else None

    def channel_groups(self, shape: Shape) -> int:
        """The groups."""
        return self.num_groups

    def build(self, shape: Shape) -> "nn.Module":
        """nn.GroupNorm."""
        from torch import nn

        return nn.GroupNorm(self.num_groups, shape[0], self.eps, self.affine)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """InstanceNormalization of the groups, each rolled out, then the scale and shift of each map."""
        groups, each = (self.num_groups,), (shape[0], *(1 for _ in shape[1:]))
        ones, zeros = _unit(groups)
        normalised = (
            Operator("Reshape", inputs=(X, Constant((0, self.num_groups, -1)))),
            Operator("InstanceNormalization", {"epsilon": self.eps}, (BEFORE, ones, zeros)),
            Operator("Reshape", inputs=(BEFORE, Constant((0, *shape)))),
        )
        if not self.affine:
            return normalised
        return (
            *normalised,
            Operator("Mul", inputs=(BEFORE, Weight("weight", each))),
            Operator("Add", inputs=(BEFORE, Weight("bias", each))),
        )


class InstanceNorm2d(ImageNorm):
    """Brings each map of one image to mean 0 and deviation 1: contrast no longer counts.

    Ulyanov, Vedaldi, Lempitsky, Instance normalization: the missing ingredient for fast stylization, 2016.
    """

    title: ClassVar[str] = "Instance normalisation"
    modules: ClassVar[tuple[Form, ...]] = (
        Form(
            "nn.InstanceNorm2d",
            "num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False",
        ),
    )
    onnx: ClassVar[tuple[str, ...]] = ("InstanceNormalization",)

    kind: Literal["instance_norm2d"] = "instance_norm2d"
    affine: bool = Field(default=False, title="Scale and shift", json_schema_extra=ADVANCED)
    """Learn a scale and a shift for each map."""

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [channels, height, width]."""
        size = volume(shape, self.kind)
        self._check_many(shape)
        return size

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [channels] and bias [channels] where it scales and shifts."""
        return {"weight": (shape[0],), "bias": (shape[0],)} if self.affine else {}

    def count(self, shape: Shape) -> str | None:
        """2·6."""
        return f"2·{shape[0]}" if self.affine else None

    def build(self, shape: Shape) -> "nn.Module":
        """nn.InstanceNorm2d."""
        from torch import nn

        return nn.InstanceNorm2d(shape[0], self.eps, affine=self.affine)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """InstanceNormalization."""
        scale, shift = (Weight("weight"), Weight("bias")) if self.affine else _unit(shape[:1])
        return (Operator("InstanceNormalization", {"epsilon": self.eps}, (X, scale, shift)),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Scale and shift are learnt unless they are ones and zeros."""
        found.only("epsilon")
        scale, shift = found.constants.get(1, (0.0,)), found.constants.get(2, (1.0,))
        affine = set(scale) != {1.0} or set(shift) != {0.0}
        claims = {"num_features": (found.tensors.get(1) or (0,))[0]}
        return Reading({"eps": found.number("epsilon", 1e-5), "affine": affine}, claims)


def _unit(shape: Shape) -> tuple[Constant, Constant]:
    """The scale and shift of a normalisation that learns none."""
    return Constant(1.0, shape), Constant(0.0, shape)
