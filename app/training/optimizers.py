"""Optimisers: how a step follows from the gradients. Parameters are named as in `torch.optim`."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.training.setting import ADVANCED, BareString, ListAsTuple, Setting

LearningRate = Annotated[float, Field(gt=0, le=1e30)]
Beta = Annotated[float, Field(ge=0, lt=1)]
Epsilon = Annotated[float, Field(gt=0, le=1, json_schema_extra=ADVANCED)]


class Sgd(Setting):
    """Stochastic gradient descent: a step against the mini-batch's gradient, with momentum if asked.

    v ← momentum · v + g, w ← w − lr · v. Nesterov's variant looks ahead: w ← w − lr · (g + momentum · v).
    """

    title = "SGD"
    kind: Literal["sgd"] = "sgd"
    lr: LearningRate = 0.1
    """Learning rate; with a schedule, its peak."""
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Share of the previous step that is kept."""
    nesterov: Annotated[bool, Field(json_schema_extra=ADVANCED)] = False
    """Take the gradient ahead of the momentum (needs momentum above 0)."""

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and self.momentum == 0:
            raise PydanticCustomError(
                "playground.nesterov_momentum", "Nesterov's variant needs a momentum above 0."
            )
        return self


class Adam(Setting):
    """Adam: steps scaled by running means of the gradient and of its square.

    Kingma & Ba 2015, https://arxiv.org/abs/1412.6980. `weight_decay` adds to the gradient (L2).
    """

    title = "Adam"
    kind: Literal["adam"] = "adam"
    lr: LearningRate = 0.003
    """Learning rate; with a schedule, its peak."""
    betas: Annotated[tuple[Beta, Beta], ListAsTuple, Field(json_schema_extra=ADVANCED)] = (0.9, 0.999)
    """Decay of the running means of the gradient and of its square."""
    eps: Epsilon = 1e-8
    """Added to the denominator for numerical stability."""


class AdamW(Adam):
    """Adam with weight decay decoupled from the gradient.

    Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101.
    """

    title = "AdamW"
    kind: Literal["adamw"] = "adamw"  # type: ignore[assignment]


class Adagrad(Setting):
    """A learning rate for each weight: lr over the root of the sum of its squared gradients so far.

    Weights with small gradients take larger steps; the rates only fall. Duchi, Hazan, Singer, Adaptive
    subgradient methods, 2011.
    """

    title = "Adagrad"
    kind: Literal["adagrad"] = "adagrad"
    lr: LearningRate = 0.01
    """Learning rate; with a schedule, its peak."""
    eps: Epsilon = 1e-10
    """Added to the denominator for numerical stability."""


class RmsProp(Setting):
    """As Adagrad, with a running mean of the squared gradients: a rate can rise again.

    Tieleman & Hinton, lecture 6.5 of Neural networks for machine learning, 2012.
    """

    title = "RMSprop"
    kind: Literal["rmsprop"] = "rmsprop"
    lr: LearningRate = 0.001
    """Learning rate; with a schedule, its peak."""
    alpha: Annotated[Beta, Field(json_schema_extra=ADVANCED)] = 0.99
    """Decay of the running mean of the squared gradient."""
    eps: Epsilon = 1e-8
    """Added to the denominator for numerical stability."""
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Share of the previous step that is kept."""


class Adadelta(Setting):
    """Steps as long as the latest ones, by the size of the gradient: no learning rate to find.

    Zeiler 2012, https://arxiv.org/abs/1212.5701, where `lr` is 1.
    """

    title = "Adadelta"
    kind: Literal["adadelta"] = "adadelta"
    lr: LearningRate = 1.0
    """Factor on the steps; with a schedule, its peak."""
    rho: Annotated[Beta, Field(json_schema_extra=ADVANCED)] = 0.9
    """Decay of the running means of the squared gradient and of the squared step."""
    eps: Epsilon = 1e-6
    """Added under both roots: the size of the first steps."""


class Perceptron(Setting):
    """Rosenblatt's rule for one layer with a threshold: w ← w + lr · (d − y) · x, only where the answer is wrong.

    With batches of one as in the lectures; a larger batch takes the mean of its images' steps. It is gradient
    descent on the quadratic cost with the threshold's slope taken as 1. Rosenblatt, The perceptron, 1958.
    """

    title = "Perceptron rule"
    kind: Literal["perceptron"] = "perceptron"
    lr: LearningRate = 1.0
    """Learning rate α; with a schedule, its peak."""


class Adaline(Setting):
    """The delta rule for one layer of weighted sums: w ← w + lr · (d − w·x) · x, for every image.

    With batches of one as in the lectures; a larger batch takes the mean of its images' steps. It is gradient
    descent on the quadratic cost. Widrow & Hoff, Adaptive switching circuits, 1960.
    """

    title = "Delta rule (Adaline)"
    kind: Literal["adaline"] = "adaline"
    lr: LearningRate = 0.01
    """Learning rate α; with a schedule, its peak."""


OPTIMIZERS = (Sgd, Adagrad, RmsProp, Adadelta, Adam, AdamW, Perceptron, Adaline)
Optimizer = Annotated[
    Sgd | Adagrad | RmsProp | Adadelta | Adam | AdamW | Perceptron | Adaline,
    Field(discriminator="kind"),
    BareString,
]
