"""Smooth relatives of the ReLU, value by value."""

from math import erf, exp, expm1, log1p, pi, sqrt, tanh
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Shape
from app.layers.explain import logistic
from app.layers.forms import Form, Reading
from app.layers.operators import BEFORE, Constant, Found, Operator, Output, X

if TYPE_CHECKING:
    from torch import nn


class Elu(Layer):
    """z where z > 0, else α·(eᶻ − 1): levels off at −α, so that means stay near zero.

    Clevert, Unterthiner, Hochreiter, Fast and accurate deep network learning by exponential linear units, 2015.
    """

    title: ClassVar[str] = "ELU"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.ELU", "alpha=1.0, inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.elu", "x, alpha=1.0, inplace=False"),)
    onnx: ClassVar[tuple[str, ...]] = ("Elu",)

    kind: Literal["elu"] = "elu"
    alpha: float = Field(default=1.0, ge=0, le=100, title="Depth below zero")
    """The number α that negative z approach, with a minus."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.ELU."""
        from torch import nn

        return nn.ELU(self.alpha)

    def curve(self, z: float) -> tuple[float, float]:
        """z, or α·(eᶻ − 1) below 0."""
        return (z, 1.0) if z > 0 else (self.alpha * expm1(z), self.alpha * exp(z))

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Elu."""
        return (Operator("Elu", {"alpha": self.alpha}),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Its depth is `alpha`."""
        found.only("alpha")
        return Reading({"alpha": found.number("alpha", 1.0)})


class Gelu(Layer):
    """z times the share of a normal distribution that lies below z: a ReLU with a soft knee.

    Hendrycks and Gimpel, Gaussian error linear units, 2016.
    """

    title: ClassVar[str] = "GELU"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.GELU", "approximate='none'"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.gelu", "x, approximate='none'"),)
    onnx: ClassVar[tuple[str, ...]] = ("Gelu",)

    kind: Literal["gelu"] = "gelu"
    approximate: Literal["none", "tanh"] = Field(
        default="none", title="Approximation", json_schema_extra=ADVANCED
    )
    """none is exact; tanh is the paper's approximation."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.GELU."""
        from torch import nn

        return nn.GELU(self.approximate)

    def curve(self, z: float) -> tuple[float, float]:
        """z·Φ(z), or its approximation."""
        if self.approximate == "none":
            below = (1 + erf(z / sqrt(2))) / 2
            return z * below, below + z * exp(-z * z / 2) / sqrt(2 * pi)
        scale = sqrt(2 / pi)
        bent = tanh(scale * (z + 0.044715 * z**3))
        slope = (1 - bent * bent) * scale * (1 + 3 * 0.044715 * z * z)
        return z * (1 + bent) / 2, (1 + bent + z * slope) / 2

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Gelu."""
        return (Operator("Gelu", {"approximate": self.approximate}),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Exact, or the approximation."""
        found.only("approximate")
        return Reading({"approximate": found.attributes.get("approximate", "none")})


class Silu(Layer):
    """z·σ(z), also called swish: a soft ReLU that dips a little below zero.

    Elfwing, Uchibe, Doya, Sigmoid-weighted linear units, 2017; Ramachandran, Zoph, Le, Searching for activation
    functions, 2017.
    """

    title: ClassVar[str] = "SiLU"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.SiLU", "inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.silu", "x, inplace=False"),)

    kind: Literal["silu"] = "silu"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.SiLU."""
        from torch import nn

        return nn.SiLU()

    def curve(self, z: float) -> tuple[float, float]:
        """z·σ(z)."""
        share = logistic(z)
        return z * share, share * (1 + z * (1 - share))

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """z times its Sigmoid."""
        return Operator("Sigmoid"), Operator("Mul", inputs=(X, BEFORE))


class Softplus(Layer):
    """log(1 + eᵝᶻ)/β: a ReLU without a corner; its slope is the sigmoid.

    Dugas et al., Incorporating second-order functional knowledge for better option pricing, 2000.
    """

    title: ClassVar[str] = "Softplus"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Softplus", "beta=1.0, threshold=20.0"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.softplus", "x, beta=1.0, threshold=20.0"),)
    onnx: ClassVar[tuple[str, ...]] = ("Softplus",)

    kind: Literal["softplus"] = "softplus"
    beta: float = Field(default=1.0, gt=0, le=100, title="Sharpness")
    """The larger β, the sharper the corner."""
    threshold: float = Field(default=20.0, ge=0, le=1000, title="Threshold", json_schema_extra=ADVANCED)
    """Where β·z is larger, z itself is given."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Softplus."""
        from torch import nn

        return nn.Softplus(self.beta, self.threshold)

    def curve(self, z: float) -> tuple[float, float]:
        """log(1 + eᵝᶻ)/β; z itself where β·z is beyond the threshold."""
        sharp = self.beta * z
        if sharp > self.threshold:
            return z, 1.0
        return (max(sharp, 0) + log1p(exp(-abs(sharp)))) / self.beta, logistic(sharp)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Softplus; with another sharpness or threshold, a choice between it and z."""
        if self.beta == 1 and self.threshold == 20:
            return (Operator("Softplus"),)
        return (
            Operator("Mul", inputs=(X, Constant(self.beta))),
            Operator("Softplus", inputs=(BEFORE,)),
            Operator("Div", inputs=(BEFORE, Constant(self.beta))),
            Operator("Greater", inputs=(Output(0), Constant(self.threshold))),
            Operator("Where", inputs=(BEFORE, X, Output(2))),
        )
