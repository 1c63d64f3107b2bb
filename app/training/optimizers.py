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


OPTIMIZERS = (Sgd, Adam, AdamW)
Optimizer = Annotated[Sgd | Adam | AdamW, Field(discriminator="kind"), BareString]
