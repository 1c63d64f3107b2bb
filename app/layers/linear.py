"""Fully connected layers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import ADVANCED, Layer, Links, Shape, Source, vector
from app.layers.explain import Explanation, Given, weighted_sum
from app.layers.forms import Form, Misread, Reading
from app.layers.operators import Found, Operator, Weight, X

if TYPE_CHECKING:
    from torch import nn

Features = Annotated[int, Field(ge=1, le=1_048_576)]


class Linear(Layer):
    """Every output is a weighted sum of all inputs: z = W·x + b.

    Parameters (inputs + 1)·outputs. Without layers before it, a linear score f = W·x.
    """

    title: ClassVar[str] = "Fully connected"
    modules: ClassVar[tuple[Form, ...]] = (
        Form("nn.Linear", "in_features, out_features, bias=True"),
        Form("FixedCodes", "in_features, out_features"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Gemm", "MatMul")
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

    def source(self, shape: Shape) -> Source:
        """nn.Linear, or FixedCodes."""
        return Source(self.modules[self.fixed].write(self.values(shape)))

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """FixedCodes are fixed."""
        reading = super().read(form, values)
        fixed = {"fixed": True} if form.call == "FixedCodes" else {}
        return Reading({**reading.settings, **fixed}, reading.claims)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Gemm with the weight as torch keeps it: [out, in]."""
        bias = (Weight("bias"),) if self.bias and not self.fixed else ()
        return (Operator("Gemm", {"transB": 1}, (X, Weight("weight"), *bias)),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Gemm, or MatMul, which has no bias."""
        found.only("transB", alpha=1.0, beta=1.0, transA=0)
        weight = found.tensors.get(1, ())
        if len(weight) != 2:
            raise Misread("only a product with a matrix of weights is supported")
        out, inputs = weight if found.attributes.get("transB", 0) else weight[::-1]
        bias = found.kind == "Gemm" and 2 in found.tensors
        return Reading({"out_features": out, "bias": bias}, {"in_features": inputs})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """A weighted sum of all inputs."""
        formula = "Σ x · w + b" if self.bias and not self.fixed else "Σ x · w"
        return Links("weighted_sum", (0, shape[0]), (0, 0, 1, 1), formula=formula)

    def explain(self, given: Given) -> Explanation:
        """Σ x · w + b."""
        return weighted_sum(given)
