"""Non-linearities, value by value, and the final softmax."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import Layer, Links, Shape, vector

if TYPE_CHECKING:
    from torch import nn


class Relu(Layer):
    """max(0, z)."""

    title: ClassVar[str] = "ReLU"
    summary: ClassVar[str] = "max(0, z): fast, and its gradient does not vanish for z > 0."
    docs: ClassVar[str] = "Nair and Hinton, Rectified linear units, 2010."

    kind: Literal["relu"] = "relu"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.ReLU."""
        from torch import nn

        return nn.ReLU()


class LeakyRelu(Layer):
    """z for z > 0, else slope·z."""

    title: ClassVar[str] = "Leaky ReLU"
    summary: ClassVar[str] = "z where z > 0, else a·z: no unit dies. At a = 1 the network is linear."
    docs: ClassVar[str] = "Maas, Hannun, Ng, Rectifier nonlinearities improve acoustic models, 2013."

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: float = Field(default=0.01, ge=0, le=1, title="Slope below zero")
    """The slope a for negative z."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.LeakyReLU."""
        from torch import nn

        return nn.LeakyReLU(self.negative_slope)


class Sigmoid(Layer):
    """1/(1 + e⁻ᶻ)."""

    title: ClassVar[str] = "Sigmoid"
    summary: ClassVar[str] = "1/(1 + e⁻ᶻ), between 0 and 1: saturates, and its gradient is at most 1/4."

    kind: Literal["sigmoid"] = "sigmoid"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Sigmoid."""
        from torch import nn

        return nn.Sigmoid()


class Tanh(Layer):
    """tanh z."""

    title: ClassVar[str] = "Tanh"
    summary: ClassVar[str] = "Between −1 and 1 and centred on zero; saturates like the sigmoid."

    kind: Literal["tanh"] = "tanh"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Tanh."""
        from torch import nn

        return nn.Tanh()


class Softmax(Layer):
    """e^z over the sum of all e^z: probabilities."""

    title: ClassVar[str] = "Softmax"
    summary: ClassVar[str] = "Turns scores into probabilities: e^z divided by the sum of all e^z."
    docs: ClassVar[str] = "Cross-entropy reads the scores before it (logits)."
    local: ClassVar[bool] = False

    kind: Literal["softmax"] = "softmax"

    def out_shape(self, shape: Shape) -> Shape:
        """[features]."""
        return (vector(shape, self.kind),)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Softmax over the features."""
        from torch import nn

        return nn.Softmax(1)

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """All scores."""
        return Links("softmax", (0, shape[0]), (0, 0, 1, 1), formula="e^z / Σ e^z")
