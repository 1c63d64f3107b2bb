"""Losses: what training makes small."""

from typing import Annotated, Literal

from pydantic import Field

from app.training.setting import ADVANCED, BareString, Setting


class CrossEntropy(Setting):
    """Minus the logarithm of the probability of the right class, averaged over the mini-batch.

    Reads the logits: the input of a trailing softmax, or the network's output.
    """

    title = "Cross-entropy"
    kind: Literal["cross_entropy"] = "cross_entropy"
    label_smoothing: Annotated[float, Field(ge=0, lt=1, json_schema_extra=ADVANCED)] = 0.0
    """Share of the target spread evenly over all classes."""


class Quadratic(Setting):
    """Half the squared distance between output and one-hot target, averaged over the mini-batch.

    Reads the network's final output, its sigmoid or softmax included: ½ mean of Σ(a − y)².
    """

    title = "Quadratic cost"
    kind: Literal["quadratic"] = "quadratic"


class MeanSquaredError(Setting):
    """Mean squared difference between output and input, over the pixels and the mini-batch.

    For networks that give their input back: autoencoders. Theirs without any choice.
    """

    title = "Mean squared error"
    kind: Literal["mean_squared_error"] = "mean_squared_error"


LOSSES = (CrossEntropy, Quadratic, MeanSquaredError)
Loss = Annotated[CrossEntropy | Quadratic | MeanSquaredError, Field(discriminator="kind"), BareString]
