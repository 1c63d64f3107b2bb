"""Initialisers: the weights before the first step."""

from typing import Annotated, Literal

from pydantic import Field

from app.training.setting import BareString, Setting


class Default(Setting):
    """PyTorch's own: uniform in ±1/√fan-in for weights and biases."""

    title = "PyTorch's default"
    kind: Literal["default"] = "default"


class Zeros(Setting):
    """All weights and biases zero: every unit of a layer stays the same as its neighbours."""

    title = "Zeros"
    kind: Literal["zeros"] = "zeros"


class Normal(Setting):
    """Weights and biases from a normal distribution of a given standard deviation."""

    title = "Normal"
    kind: Literal["normal"] = "normal"
    std: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Standard deviation."""


class InverseSqrt(Setting):
    """Normal with deviation 1/√fan-in; biases from N(0, 1), as in Nielsen's book, chapter 3."""

    title = "1/√n"
    kind: Literal["inverse_sqrt"] = "inverse_sqrt"


class Xavier(Setting):
    """Uniform in ±√(6/(fan-in + fan-out)), biases zero. Glorot & Bengio 2010; for tanh and sigmoid."""

    title = "Xavier"
    kind: Literal["xavier"] = "xavier"


class He(Setting):
    """Normal with deviation √(2/fan-in), biases zero. He et al. 2015, for ReLU."""

    title = "He"
    kind: Literal["he"] = "he"


class Orthogonal(Setting):
    """Orthonormal rows or columns, biases zero. Saxe et al. 2014."""

    title = "Orthogonal"
    kind: Literal["orthogonal"] = "orthogonal"
    gain: Annotated[float, Field(gt=0, le=100)] = 1.0
    """Factor on the orthonormal matrix."""


INITIALIZERS = (Default, Zeros, Normal, InverseSqrt, Xavier, He, Orthogonal)
Initializer = Annotated[
    Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal,
    Field(discriminator="kind"),
    BareString,
]
