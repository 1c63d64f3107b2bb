"""Random zeros while training."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import Layer, Links, Shape, itself

if TYPE_CHECKING:
    from torch import nn


class Dropout(Layer):
    """While training, zeroes each value with probability p and scales the rest by 1/(1 − p).

    p is the share that is dropped; some texts call the share that is kept p. Srivastava et al., Dropout, 2014.
    """

    title: ClassVar[str] = "Dropout"

    kind: Literal["dropout"] = "dropout"
    p: float = Field(default=0.5, ge=0, lt=1, title="Share dropped")
    """Probability that a value is dropped."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Dropout."""
        from torch import nn

        return nn.Dropout(self.p)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """Outside training it copies."""
        return Links("copy", *itself(unit), formula="copy (outside training)")
