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


class BinaryCrossEntropy(Setting):
    """Each output by itself: −ln a for the right class and −ln(1 − a) for the others, averaged over the mini-batch.

    Reads what goes into a trailing sigmoid, or the network's output as if one followed: the sum over the
    outputs of −y ln a − (1 − y) ln(1 − a). Nielsen's book, chapter 3.
    """

    title = "Binary cross-entropy"
    kind: Literal["binary_cross_entropy"] = "binary_cross_entropy"


class Hinge(Setting):
    """How far each wrong class comes within a margin of the right one's score, averaged over the mini-batch.

    Reads raw scores: Σ max(0, s_j − s_right + margin) over the wrong classes j. Weston & Watkins 1999; the loss
    of support vector machines.
    """

    title = "Hinge"
    kind: Literal["hinge"] = "hinge"
    margin: Annotated[float, Field(gt=0, le=100, json_schema_extra=ADVANCED)] = 1.0
    """Lead that the right class must have."""


class MeanSquaredError(Setting):
    """Mean squared difference between output and input, over the pixels and the mini-batch.

    For networks that give their input back: autoencoders. Theirs without any choice.
    """

    title = "Mean squared error"
    kind: Literal["mean_squared_error"] = "mean_squared_error"


LOSSES = (CrossEntropy, Quadratic, BinaryCrossEntropy, Hinge, MeanSquaredError)
Loss = Annotated[
    CrossEntropy | Quadratic | BinaryCrossEntropy | Hinge | MeanSquaredError,
    Field(discriminator="kind"),
    BareString,
]
