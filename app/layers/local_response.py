"""Normalisation across neighbouring maps, as AlexNet had it."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, volume

if TYPE_CHECKING:
    from torch import nn


class LocalResponseNorm(Layer):
    """Damps a value where neighbouring maps are strong at the same place: x / (k + α/n · Σ x²)^β.

    Nothing is learnt. Krizhevsky, Sutskever, Hinton, ImageNet classification with deep convolutional neural
    networks, 2012; torch divides α by the n maps of the sum, the paper does not.
    """

    title: ClassVar[str] = "Local response normalisation"

    kind: Literal["local_response_norm"] = "local_response_norm"
    size: int = Field(default=5, ge=1, le=64, title="Maps")
    """How many neighbouring maps are summed: n."""
    alpha: float = Field(default=1e-4, ge=0, le=100, title="Alpha", json_schema_extra=ADVANCED)
    """Weight α of the sum."""
    beta: float = Field(default=0.75, ge=0, le=100, title="Beta", json_schema_extra=ADVANCED)
    """Exponent β."""
    k: float = Field(default=1.0, gt=0, le=100, title="Constant", json_schema_extra=ADVANCED)
    """Added to the sum: k."""

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [channels, height, width]."""
        return volume(shape, self.kind)

    def channel_groups(self, shape: Shape) -> int:
        """One: neighbourhoods of maps overlap."""
        return 1

    def build(self, shape: Shape) -> "nn.Module":
        """nn.LocalResponseNorm."""
        from torch import nn

        return nn.LocalResponseNorm(self.size, self.alpha, self.beta, self.k)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The same place in n neighbouring maps."""
        channel, y, x = unit
        first = max(channel - self.size // 2, 0)
        last = min(channel + (self.size - 1) // 2, shape[0] - 1)
        return Links("normalise", (first, last + 1), (y, x, y + 1, x + 1), formula="x / (k + α/n · Σ x²)^β")
