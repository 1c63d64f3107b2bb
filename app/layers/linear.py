"""Fully connected layers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, vector

if TYPE_CHECKING:
    from torch import nn

Features = Annotated[int, Field(ge=1, le=1_048_576)]


class Linear(Layer):
    """Every output is a weighted sum of all inputs: z = W·x + b.

    Parameters (inputs + 1)·outputs. Without layers before it, a linear score f = W·x.
    """

    title: ClassVar[str] = "Fully connected"
    local: ClassVar[bool] = False

    kind: Literal["linear"] = "linear"
    out_features: Features = Field(default=10, title="Outputs")
    """How many outputs (neurons)."""
    bias: bool = Field(default=True, title="Bias", json_schema_extra=ADVANCED)
    """Add a learnt number to each output."""
    fixed: bool = Field(default=False, title="Fixed codes", json_schema_extra=ADVANCED)
    """Weights of +1 and −1 that training leaves alone, without a bias: the output codes of 1998's LeNet-5."""

    def out_shape(self, shape: Shape) -> Shape:
        """[out_features]."""
        vector(shape, self.kind)
        return (self.out_features,)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [out, in] and bias [out]; fixed codes are not trained."""
        if self.fixed:
            return {}
        weight: dict[str, Shape] = {"weight": (self.out_features, shape[0])}
        return weight | ({"bias": (self.out_features,)} if self.bias else {})

    def macs(self, shape: Shape) -> int:
        """in·out."""
        return shape[0] * self.out_features

    def operations(self, shape: Shape) -> str:
        """400·120."""
        return f"{shape[0]}·{self.out_features}"

    def count(self, shape: Shape) -> str | None:
        """(400 + 1)·120."""
        if self.fixed:
            return None
        return f"({shape[0]} + 1)·{self.out_features}" if self.bias else f"{shape[0]}·{self.out_features}"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Linear, or modules.FixedCodes."""
        from torch import nn

        from app.layers.modules.fixed_codes import FixedCodes

        if self.fixed:
            return FixedCodes(shape[0], self.out_features)
        return nn.Linear(shape[0], self.out_features, self.bias)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum of all inputs."""
        formula = "Σ x · w + b" if self.bias and not self.fixed else "Σ x · w"
        return Links("weighted_sum", (0, shape[0]), (0, 0, 1, 1), formula=formula)
