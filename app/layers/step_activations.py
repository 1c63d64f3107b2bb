"""Steps and their straightened relatives, value by value."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class HardTanh(Layer):
    """z between −1 and 1, and these limits beyond: a tanh of straight lines.

    Cheap, and it saturates all at once. Collobert, Large scale machine learning, 2004.
    """

    title: ClassVar[str] = "Hard tanh"

    kind: Literal["hard_tanh"] = "hard_tanh"
    min_val: float = Field(default=-1.0, ge=-100, le=0, title="Lower limit", json_schema_extra=ADVANCED)
    """What is given for smaller z."""
    max_val: float = Field(default=1.0, gt=0, le=100, title="Upper limit", json_schema_extra=ADVANCED)
    """What is given for larger z."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Hardtanh."""
        from torch import nn

        return nn.Hardtanh(self.min_val, self.max_val)


class Heaviside(Layer):
    """1 where z > 0, else 0: the neuron of the perceptron, which fires or does not.

    Its slope is zero everywhere, so nothing would be learnt; gradients pass as if it were not there. Under the
    quadratic cost that is the perceptron's rule, w ← w + α(d − y)x. Rosenblatt, The perceptron, 1958.
    """

    title: ClassVar[str] = "Threshold"

    kind: Literal["heaviside"] = "heaviside"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.Heaviside."""
        from app.layers.modules.heaviside import Heaviside as Module

        return Module()
