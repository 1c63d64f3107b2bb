"""Steps and their straightened relatives, value by value."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Shape
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import BEFORE, Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn


FLOAT = 1
"""ONNX's number for the type of values."""


class HardTanh(Layer):
    """z between −1 and 1, and these limits beyond: a tanh of straight lines.

    Cheap, and it saturates all at once. Collobert, Large scale machine learning, 2004.
    """

    title: ClassVar[str] = "Hard tanh"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.Hardtanh", "min_val=-1.0, max_val=1.0, inplace=False"),
        Form("nn.ReLU6", "inplace=False"),
    )
    functions: ClassVar[tuple[Form, ...]] = (
        Form("F.hardtanh", "x, min_val=-1.0, max_val=1.0, inplace=False"),
        Form("F.relu6", "x, inplace=False"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Clip",)

    kind: Literal["hard_tanh"] = "hard_tanh"
    min_val: float = Field(default=-1.0, ge=-100, le=0, title="Lower limit", json_schema_extra=ADVANCED)
    """What is given for smaller z."""
    max_val: float = Field(default=1.0, gt=0, le=100, title="Upper limit", json_schema_extra=ADVANCED)
    """What is given for larger z."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Hardtanh."""
        from torch import nn

        return nn.Hardtanh(self.min_val, self.max_val)

    def curve(self, z: float) -> tuple[float, float]:
        """z within the limits."""
        within = self.min_val < z < self.max_val
        return min(max(z, self.min_val), self.max_val), float(within)

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """A ReLU that ends at 6 is one too."""
        if form.call.lower().endswith("relu6"):
            return Reading({"min_val": 0.0, "max_val": 6.0})
        return super().read(form, values)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Clip."""
        return (Operator("Clip", inputs=(X, Constant(self.min_val), Constant(self.max_val))),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Its limits are its inputs."""
        found.only()
        limits = [found.constants.get(place, ()) for place in (1, 2)]
        if any(len(limit) != 1 for limit in limits):
            raise Misread("both of its limits must be given")
        return Reading({"min_val": float(limits[0][0]), "max_val": float(limits[1][0])})


class Heaviside(Layer):
    """1 where z > 0, else 0: the neuron of the perceptron, which fires or does not.

    Its slope is zero everywhere, so nothing would be learnt; gradients pass as if it were not there. Under the
    quadratic cost that is the perceptron's rule, w ← w + α(d − y)x. Rosenblatt, The perceptron, 1958.
    """

    title: ClassVar[str] = "Threshold"
    modules: ClassVar[tuple[Form, ...]] = (Form("Heaviside"),)

    kind: Literal["heaviside"] = "heaviside"

    def build(self, shape: Shape) -> "nn.Module":
        """modules.Heaviside."""
        from app.layers.modules.heaviside import Heaviside as Module

        return Module()

    def curve(self, z: float) -> tuple[float, float]:
        """0 or 1; gradients pass as if it were not there."""
        return float(z > 0), 1.0

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Greater, as a number."""
        return Operator("Greater", inputs=(X, Constant(0.0))), Operator("Cast", {"to": FLOAT}, (BEFORE,))
