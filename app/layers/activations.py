"""Non-linearities, value by value, and the final softmax."""

from collections.abc import Mapping
from math import tanh
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import Layer, Links, Shape, vector
from app.layers.explain import Explanation, Given, logistic, shares
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import Found, Operator

if TYPE_CHECKING:
    from torch import nn


class Relu(Layer):
    """max(0, z): fast, and its gradient does not vanish for z > 0.

    A unit that no input activates learns nothing any more. Nair and Hinton, Rectified linear units improve
    restricted Boltzmann machines, 2010.
    """

    title: ClassVar[str] = "ReLU"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.ReLU", "inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form("F.relu", "x, inplace=False"),
        Form("torch.relu", "x"),
        Form(".relu"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Relu",)

    kind: Literal["relu"] = "relu"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.ReLU."""
        from torch import nn

        return nn.ReLU()

    def curve(self, z: float) -> tuple[float, float]:
        """max(0, z); its slope is 1 above 0."""
        return (z, 1.0) if z > 0 else (0.0, 0.0)


class LeakyRelu(Layer):
    """z where z > 0, else a·z: no unit dies. At a = 1 the network is linear.

    Maas, Hannun, Ng, Rectifier nonlinearities improve neural network acoustic models, 2013.
    """

    title: ClassVar[str] = "Leaky ReLU"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.LeakyReLU", "negative_slope=0.01, inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.leaky_relu", "x, negative_slope=0.01, inplace=False"),)
    onnx: ClassVar[tuple[str, ...]] = ("LeakyRelu",)

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: float = Field(default=0.01, ge=0, le=1, title="Slope below zero")
    """The slope a for negative z."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.LeakyReLU."""
        from torch import nn

        return nn.LeakyReLU(self.negative_slope)

    def curve(self, z: float) -> tuple[float, float]:
        """z, or a·z below 0."""
        slope = 1.0 if z > 0 else self.negative_slope
        return z * slope, slope

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """LeakyRelu."""
        return (Operator("LeakyRelu", {"alpha": self.negative_slope}),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Its slope is `alpha`."""
        found.only("alpha")
        return Reading({"negative_slope": found.number("alpha", 0.01)})


class Sigmoid(Layer):
    """1/(1 + e⁻ᶻ), between 0 and 1: saturates, and its gradient is at most 1/4.

    The classical neuron: its output can be read as a degree of truth.
    """

    title: ClassVar[str] = "Sigmoid"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Sigmoid"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form("torch.sigmoid", "x"),
        Form("F.sigmoid", "x"),
        Form(".sigmoid"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Sigmoid",)

    kind: Literal["sigmoid"] = "sigmoid"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Sigmoid."""
        from torch import nn

        return nn.Sigmoid()

    def curve(self, z: float) -> tuple[float, float]:
        """σ(z); its slope is σ·(1 − σ)."""
        share = logistic(z)
        return share, share * (1 - share)


class Tanh(Layer):
    """Between −1 and 1 and centred on zero; saturates like the sigmoid.

    The activation of LeNet-5; LeCun et al., Efficient backprop, 1998.
    """

    title: ClassVar[str] = "Tanh"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Tanh"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("torch.tanh", "x"), Form("F.tanh", "x"), Form(".tanh"))
    onnx: ClassVar[tuple[str, ...]] = ("Tanh",)

    kind: Literal["tanh"] = "tanh"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Tanh."""
        from torch import nn

        return nn.Tanh()

    def curve(self, z: float) -> tuple[float, float]:
        """tanh z; its slope is 1 − tanh²."""
        bent = tanh(z)
        return bent, 1 - bent * bent


class Softmax(Layer):
    """Turns scores into probabilities: e^z divided by the sum of all e^z.

    Belongs at the end. Cross-entropy reads the scores before it (logits).
    """

    title: ClassVar[str] = "Softmax"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Softmax", "dim=None"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form("F.softmax", "x, dim=None"),
        Form("torch.softmax", "x, dim"),
        Form(".softmax", "dim"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Softmax",)
    local: ClassVar[bool] = False

    kind: Literal["softmax"] = "softmax"

    def out_shape(self, shape: Shape) -> Shape:
        """[features]."""
        return (vector(shape, self.kind),)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Softmax over the features."""
        from torch import nn

        return nn.Softmax(1)

    def values(self, shape: Shape) -> dict[str, Any]:
        """Over the features."""
        return super().values(shape) | {"dim": 1}

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """Over the features alone."""
        if values["dim"] not in (1, -1):
            raise Misread("softmax is supported over the features alone (dim=1)")
        return Reading({})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Softmax over the features."""
        return (Operator("Softmax", {"axis": 1}),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Over the features alone."""
        return cls.read(cls.modules[0], {"dim": found.integer("axis", -1)})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """All scores."""
        return Links("softmax", (0, shape[0]), (0, 0, 1, 1), formula="e^z / Σ e^z")

    def explain(self, given: Given) -> Explanation:
        """The share of its exponential."""
        return shares(given)
