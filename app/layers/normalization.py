"""Normalisation over the batch: running averages stand for it outside training."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, itself, vector, volume
from app.layers.explain import Explanation, Given, standardised
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import Constant, Found, Operator, Weight, X

if TYPE_CHECKING:
    from torch import nn


BATCH_NORM = "num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True"


class BatchNorm(Layer):
    """What both have in common."""

    onnx: ClassVar[tuple[str, ...]] = ("BatchNormalization",)
    vectors: ClassVar[bool] = False

    eps: float = Field(default=1e-5, gt=0, le=1, title="Epsilon", json_schema_extra=ADVANCED)
    """Added to the variance."""
    momentum: float = Field(default=0.1, ge=0, le=1, title="Momentum", json_schema_extra=ADVANCED)
    """Share of the newest batch in the running statistics."""
    affine: bool = Field(default=True, title="Scale and shift", json_schema_extra=ADVANCED)
    """Learn a scale and a shift for each map."""

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [channels] and bias [channels]; the running statistics are not trained."""
        return {"weight": (shape[0],), "bias": (shape[0],)} if self.affine else {}

    def count(self, shape: Shape) -> str | None:
        """2·6."""
        return f"2·{shape[0]}" if self.affine else None

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """BatchNormalization with the running statistics; ONNX counts the share of the old ones."""
        scale = (Weight("weight"), Weight("bias")) if self.affine else _unit(shape[0])
        attributes = {"epsilon": self.eps, "momentum": 1 - self.momentum}
        inputs = (X, *scale, Weight("running_mean"), Weight("running_var"))
        return (Operator("BatchNormalization", attributes, inputs),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Whether scale and shift are learnt cannot be seen: they are taken to be."""
        found.only("epsilon", "momentum", training_mode=0, spatial=1)
        if found.vector is not cls.vectors:
            raise Misread("it is for the other kind of input")
        momentum = round(1 - found.number("momentum", 0.9), 6)
        settings: dict[str, Any] = {"eps": found.number("epsilon", 1e-5), "momentum": momentum}
        return Reading(settings, {"num_features": (found.tensors.get(1) or (0,))[0]})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one value, scaled and shifted by its map's numbers."""
        return Links("affine", *itself(unit), formula="(z − μ)/√(σ² + ε)·γ + β")

    def explain(self, given: Given) -> Explanation:
        """With the running statistics of its map."""
        return standardised(given, self.eps)


class BatchNorm2d(BatchNorm):
    """Brings each feature map to mean 0 and deviation 1 over the batch, then scales and shifts.

    Scale and shift are learnt; outside training running averages stand for the batch. Ioffe and Szegedy, Batch
    normalization, 2015.
    """

    title: ClassVar[str] = "Batch normalisation"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.BatchNorm2d", BATCH_NORM),)

    kind: Literal["batch_norm2d"] = "batch_norm2d"

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [channels, height, width]."""
        return volume(shape, self.kind)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.BatchNorm2d."""
        from torch import nn

        return nn.BatchNorm2d(shape[0], self.eps, self.momentum, self.affine)


class BatchNorm1d(BatchNorm):
    """Brings each feature of a vector to mean 0 and deviation 1 over the batch, then scales and shifts.

    As for maps, between fully connected layers. Ioffe and Szegedy, Batch normalization, 2015.
    """

    title: ClassVar[str] = "Batch normalisation of vectors"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.BatchNorm1d", BATCH_NORM),)
    vectors: ClassVar[bool] = True

    kind: Literal["batch_norm1d"] = "batch_norm1d"

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [features]."""
        return (vector(shape, self.kind),)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.BatchNorm1d."""
        from torch import nn

        return nn.BatchNorm1d(shape[0], self.eps, self.momentum, self.affine)


def _unit(channels: int) -> tuple[Constant, Constant]:
    """The scale and shift of a normalisation that learns none."""
    return Constant(1.0, (channels,)), Constant(0.0, (channels,))
