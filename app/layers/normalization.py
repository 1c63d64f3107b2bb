"""Normalisation over the batch: running averages stand for it outside training."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, itself, vector, volume

if TYPE_CHECKING:
    from torch import nn


class BatchNorm(Layer):
    """What both have in common."""

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

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one value, scaled and shifted by its map's numbers."""
        return Links("affine", *itself(unit), formula="(z − μ)/√(σ² + ε)·γ + β")


class BatchNorm2d(BatchNorm):
    """Brings each feature map to mean 0 and deviation 1 over the batch, then scales and shifts.

    Scale and shift are learnt; outside training running averages stand for the batch. Ioffe and Szegedy, Batch
    normalization, 2015.
    """

    title: ClassVar[str] = "Batch normalisation"

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

    kind: Literal["batch_norm1d"] = "batch_norm1d"

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [features]."""
        return (vector(shape, self.kind),)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.BatchNorm1d."""
        from torch import nn

        return nn.BatchNorm1d(shape[0], self.eps, self.momentum, self.affine)
