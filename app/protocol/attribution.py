"""Why this answer? The question of a client, and what is told beside the map that answers it."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from app.attribution import Attribution
from app.protocol.base import FromClient, FromServer, Path

MAX_QUESTIONS = 4

Target = Annotated[int, Field(ge=0, lt=2**31)] | Annotated[str, Field(max_length=256)]
"""A class by its index, or by its name."""


ScoreKind = Literal["score", "probability", "loss"]
"""Of a class: the input of a final softmax, else the network's output; its probability p; −ln p."""


class GradientOf(FromClient):
    """The number at the end, whose gradient is led back."""

    of: ScoreKind = "score"
    """`score`: the input of a final softmax, else the network's output; `probability` p; `loss`: −ln p."""
    target: Target | None = None
    """Index or name of the class; null for the network's answer."""


class UnitPlace(FromClient):
    """One number of the network."""

    path: Path
    """The node, or "input"."""
    channel: Annotated[int, Field(ge=0, lt=2**31)]
    """Channel of a map, or index into a vector."""
    y: Annotated[int, Field(ge=0, lt=2**31)] = 0
    x: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Question(FromClient):
    """On which pixels does the score of a class rest, or a unit's number?"""

    method: Attribution
    """The kind alone, or with its settings."""
    target: Target | None = None
    """Index or name of the class; null for the network's answer."""
    layer: Path | None = None
    """For Grad-CAM: a layer with maps; null for the last convolution."""
    unit: UnitPlace | None = None
    """A hidden unit, in the place of a class: its number is the score."""


Questions = Annotated[
    Annotated[Question, Tag("one")]
    | Annotated[list[Question], Field(max_length=MAX_QUESTIONS), Tag("several")],
    Discriminator(lambda value: "several" if isinstance(value, list) else "one"),
]
"""One question, or several about the same image."""


class AttributionHeader(FromServer):
    """The answer to one question; its map [1, H, W] is the tensor of that name."""

    tensor: str
    method: str
    target: int | None
    """Index of the class; null where a unit was asked about."""
    unit: UnitPlace | None = None
    """The unit whose number is the score."""
    layer: str | None
    """The layer that Grad-CAM has read."""
    score: float | None
    """The unit's number, or the class's: the input of a final softmax, else the network's output.

    Null where it is not finite.
    """
    background_score: float | None
    """Integrated gradients: the score of the picture where the way begins."""
    total: float | None
    """Sum of the map."""
    remarks: list[str]
    """`no_relu`: the method changes ReLUs, of which there are none; `flat`: every pixel has 0."""
