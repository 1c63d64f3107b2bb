"""Regularisation by chance: values or whole maps that are left out, noise that is added."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import Layer, Links, Shape, itself, volume
from app.layers.explain import Explanation, Given, Step, copied
from app.layers.forms import TRAINING, Form, Misread, Reading
from app.layers.operators import Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn


class Chance(Layer):
    """What they share: outside training nothing happens."""

    in_training: ClassVar[str] = "x·m"
    """What becomes of a number in training."""

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """Outside training it copies."""
        return Links("copy", *itself(unit), formula="copy (outside training)")

    def drawn_links(self, unit: tuple[int, int, int]) -> Links:
        """In training, once mask or noise are drawn."""
        return Links("affine", *itself(unit), formula=self.in_training)

    def explain(self, given: Given) -> Explanation:
        """The number as it is, while training something else may come of it; or what has come of it."""
        if "factor" in given.numbers:
            return self.drawn(given)
        return replace(copied(given), training=self.training(given.cells[0]))

    def training(self, x: float) -> tuple[Step, ...]:
        """What else the number may be while training."""
        return ()

    def drawn(self, given: Given) -> Explanation:
        """Times the mask `factor`: 0 where it is dropped, 1/(1 − p) where it is kept."""
        x, mask = given.cells[0], given.numbers["factor"]
        formula = "1 / (1 − p)" if mask else "0"
        steps = (Step("x", "x", x), Step("m", formula, mask), Step("y", "x·m", x * mask))
        return Explanation(steps, (mask,), (x * mask,))

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Identity: ONNX files are for prediction."""
        return (Operator("Identity"),)

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """A function must be told when it trains: those of torch always drop by themselves."""
        if values.get("training", TRAINING) != TRAINING:
            raise Misread("dropout as a function is supported with training=self.training alone")
        return super().read(form, values)


class Dropout(Chance):
    """While training, zeroes each value with probability p and scales the rest by 1/(1 − p).

    p is the share that is dropped; some texts call the share that is kept p. Srivastava et al., Dropout, 2014.
    """

    title: ClassVar[str] = "Dropout"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Dropout", "p=0.5, inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.dropout", "x, p=0.5, training=True, inplace=False"),)
    onnx: ClassVar[tuple[str, ...]] = ("Dropout",)

    kind: Literal["dropout"] = "dropout"
    p: float = Field(default=0.5, ge=0, lt=1, title="Share dropped")
    """Probability that a value is dropped."""

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Dropout."""
        from torch import nn

        return nn.Dropout(self.p)

    def training(self, x: float) -> tuple[Step, ...]:
        """Dropped with probability p, else made larger for those that are."""
        return dropped(x, self.p)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Dropout, which copies unless it is told to train."""
        return (Operator("Dropout", inputs=(X, Constant(self.p))),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Its share is its second input, or an attribute of old."""
        found.only("seed", "ratio")
        share = found.constants.get(1) or (found.number("ratio", 0.5),)
        return Reading({"p": float(share[0])})


class Dropout2d(Chance):
    """While training, zeroes whole feature maps with probability p and scales the rest by 1/(1 − p).

    Neighbouring pixels of a map are alike, so that single ones would not be missed. Tompson et al., Efficient
    object localization using convolutional networks, 2015.
    """

    title: ClassVar[str] = "Dropout of maps"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Dropout2d", "p=0.5, inplace=False"),)
    functions: ClassVar[tuple[Form, ...]] = (Form("F.dropout2d", "x, p=0.5, training=True, inplace=False"),)

    kind: Literal["dropout2d"] = "dropout2d"
    p: float = Field(default=0.5, ge=0, lt=1, title="Share dropped")
    """Probability that a map is dropped."""

    def out_shape(self, shape: Shape) -> Shape:
        """As the input: [channels, height, width]."""
        return volume(shape, self.kind)

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Dropout2d."""
        from torch import nn

        return nn.Dropout2d(self.p)

    def training(self, x: float) -> tuple[Step, ...]:
        """Dropped with probability p, else made larger for those that are."""
        return dropped(x, self.p)


class GaussianNoise(Chance):
    """While training, adds a random number from N(0, σ²) to each value.

    The network learns not to mind small changes. Sietsma and Dow, Creating artificial neural networks that
    generalize, 1991.
    """

    title: ClassVar[str] = "Noise"
    in_training: ClassVar[str] = "x + ε"
    modules: ClassVar[tuple[Form, ...]] = (Form("GaussianNoise", "std"),)

    kind: Literal["gaussian_noise"] = "gaussian_noise"
    std: float = Field(default=0.1, ge=0, le=100, title="Deviation")
    """Standard deviation σ of the noise."""

    def build(self, shape: Shape) -> "nn.Module":
        """modules.GaussianNoise."""
        from app.layers.modules.noise import GaussianNoise as Module

        return Module(self.std)

    def training(self, x: float) -> tuple[Step, ...]:
        """Two thirds of the time it lies between these."""
        return Step("−", "x − σ", x - self.std), Step("+", "x + σ", x + self.std)

    def drawn(self, given: Given) -> Explanation:
        """And the noise `shift`."""
        x, noise = given.cells[0], given.numbers["shift"]
        steps = (Step("x", "x", x), Step("ε", "σ·N(0, 1)", noise), Step("y", "x + ε", x + noise))
        return Explanation(steps, (1.0,), (x,))


def dropped(x: float, p: float) -> tuple[Step, ...]:
    """The two numbers that a dropout with the share p makes of x."""
    return Step("kept", "x / (1 − p)", x / (1 - p)), Step("dropped", "0", 0.0)
