"""Fully connected layers and what leads to them."""

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, vector

if TYPE_CHECKING:
    from torch import nn

Features = Annotated[int, Field(ge=1, le=1_048_576)]


class Flatten(Layer):
    """Lay a volume out as a vector, channel by channel, row by row."""

    title: ClassVar[str] = "Flatten"
    summary: ClassVar[str] = "Unrolls the volume into one long vector."
    local: ClassVar[bool] = False

    kind: Literal["flatten"] = "flatten"

    def out_shape(self, shape: Shape) -> Shape:
        """[channels·height·width]; a vector stays as it is."""
        return (prod(shape),)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Flatten."""
        from torch import nn

        return nn.Flatten()

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one cell it copies."""
        channel, y, x = unit[0], 0, 0
        if len(shape) == 3:
            channel, rest = divmod(unit[0], shape[1] * shape[2])
            y, x = divmod(rest, shape[2])
        return Links("copy", (channel, channel + 1), (y, x, y + 1, x + 1), formula="copy")


class Linear(Layer):
    """Every output is a weighted sum of every input."""

    title: ClassVar[str] = "Fully connected"
    summary: ClassVar[str] = "Every output is a weighted sum of all inputs: z = W·x + b."
    local: ClassVar[bool] = False

    kind: Literal["linear"] = "linear"
    out_features: Features = Field(default=10, title="Outputs")
    """How many outputs (neurons)."""
    bias: bool = Field(default=True, title="Bias", json_schema_extra=ADVANCED)
    """Add a learnt number to each output."""

    def out_shape(self, shape: Shape) -> Shape:
        """[out_features]."""
        vector(shape, self.kind)
        return (self.out_features,)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [out, in] and bias [out]."""
        weight: dict[str, Shape] = {"weight": (self.out_features, shape[0])}
        return weight | ({"bias": (self.out_features,)} if self.bias else {})

    def macs(self, shape: Shape) -> int:
        """in·out."""
        return shape[0] * self.out_features

    def count(self, shape: Shape) -> str:
        """(400 + 1)·120."""
        return f"({shape[0]} + 1)·{self.out_features}" if self.bias else f"{shape[0]}·{self.out_features}"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Linear."""
        from torch import nn

        return nn.Linear(shape[0], self.out_features, self.bias)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum of all inputs."""
        formula = "Σ x · w + b" if self.bias else "Σ x · w"
        return Links("weighted_sum", (0, shape[0]), (0, 0, 1, 1), formula=formula)


class Dropout(Layer):
    """Zero random values while training."""

    title: ClassVar[str] = "Dropout"
    summary: ClassVar[str] = (
        "While training, zeroes each value with probability p and scales the rest by 1/(1 − p)."
    )
    docs: ClassVar[str] = "Srivastava et al., Dropout, 2014. `p` is the share that is dropped."
    local: ClassVar[bool] = False

    kind: Literal["dropout"] = "dropout"
    p: float = Field(default=0.5, ge=0, lt=1, title="Share dropped")
    """Probability that a value is dropped."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Dropout."""
        from torch import nn

        return nn.Dropout(self.p)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """Outside training it copies."""
        channel, y, x = unit
        return Links("copy", (channel, channel + 1), (y, x, y + 1, x + 1), formula="copy (outside training)")
