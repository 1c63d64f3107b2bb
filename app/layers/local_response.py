"""Normalisation across neighbouring maps, as AlexNet had it."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, volume
from app.layers.explain import Explanation, Given, damped
from app.layers.forms import Form, Reading
from app.layers.operators import BEFORE, Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn


NORM = "size, alpha=1e-4, beta=0.75, k=1.0"


class LocalResponseNorm(Layer):
    """Damps a value where neighbouring maps are strong at the same place: x / (k + α/n · Σ x²)^β.

    Nothing is learnt. Krizhevsky, Sutskever, Hinton, ImageNet classification with deep convolutional neural
    networks, 2012; torch divides α by the n maps of the sum, the paper does not.
    """

    title: ClassVar[str] = "Local response normalisation"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.LocalResponseNorm", NORM),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.local_response_norm", f"x, {NORM}"),)
    onnx: ClassVar[tuple[str, ...]] = ("LRN",)

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

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """LRN; over an even number of maps, which it does not know, as torch computes it."""
        if self.size % 2:
            attributes = {"size": self.size, "alpha": self.alpha, "beta": self.beta, "bias": self.k}
            return (Operator("LRN", attributes),)
        margins = (0, 0, self.size // 2, 0, 0, 0, 0, (self.size - 1) // 2, 0, 0)
        window = {"kernel_shape": (self.size, 1, 1), "strides": (1, 1, 1)}
        return (
            Operator("Mul", inputs=(X, X)),
            Operator("Unsqueeze", inputs=(BEFORE, Constant((1,)))),
            Operator("Pad", inputs=(BEFORE, Constant(margins))),
            Operator("AveragePool", window, (BEFORE,)),
            Operator("Squeeze", inputs=(BEFORE, Constant((1,)))),
            Operator("Mul", inputs=(BEFORE, Constant(self.alpha))),
            Operator("Add", inputs=(BEFORE, Constant(self.k))),
            Operator("Pow", inputs=(BEFORE, Constant(self.beta))),
            Operator("Div", inputs=(X, BEFORE)),
        )

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Its `bias` is k."""
        found.only("size", "alpha", "beta", "bias")
        numbers = {"alpha": found.number("alpha", 1e-4), "beta": found.number("beta", 0.75)}
        return Reading({"size": found.integer("size", 0), "k": found.number("bias", 1.0), **numbers})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The same place in n neighbouring maps."""
        channel, y, x = unit
        first = max(channel - self.size // 2, 0)
        last = min(channel + (self.size - 1) // 2, shape[0] - 1)
        return Links("normalise", (first, last + 1), (y, x, y + 1, x + 1), formula="x / (k + α/n · Σ x²)^β")

    def explain(self, given: Given) -> Explanation:
        """The value over the damping of its neighbours."""
        return damped(given, self.size, self.alpha, self.beta, self.k)
