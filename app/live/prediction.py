"""The answer of `POST /api/v1/predict`."""

import base64

from pydantic import BaseModel, ConfigDict

from app.images.encode import encode_png
from app.live.look import Look
from app.protocol.base import Note
from app.protocol.mode import Mode

TOP = 5


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Guess(_Answer):
    """One class and how probable it is."""

    label: str
    probability: float


class Prediction(_Answer):
    """What a network makes of an image."""

    classes: list[str]
    probabilities: list[float] | None
    """One per class; null for an empty drawing."""
    logits: list[float | None]
    """The outputs before the final softmax."""
    top: list[Guess]
    """The five most probable classes; none for an empty drawing."""
    empty: bool
    """Nothing is drawn."""
    trained: bool
    """Whether every parameter comes from training."""
    untrained: list[str]
    """Paths of the layers whose parameters come from the seed."""
    input_png: str
    """What the network saw, as a PNG file in base64."""
    notes: list[Note]
    """What was done to the image."""
    milliseconds: float
    mode: Mode
    batch: int
    """Images that went through together: 1 in test mode."""


def prediction(look: Look) -> Prediction:
    """The answer for `look`."""
    header, classes = look.header, look.network.classes
    probabilities = header["probabilities"] if classes else None
    return Prediction(
        classes=classes,
        probabilities=probabilities,
        logits=header["logits"] if classes else [],
        top=_top(classes, probabilities),
        empty=header["empty"],
        trained=look.trained,
        untrained=look.untrained,
        input_png=base64.b64encode(encode_png(look.prepared)).decode(),
        notes=[Note(**note) for note in header["notes"]],
        milliseconds=header["milliseconds"],
        mode=header["mode"],
        batch=header["batch"],
    )


def _top(classes: list[str], probabilities: list[float] | None) -> list[Guess]:
    pairs = zip(classes, probabilities or (), strict=False)
    ranked = sorted(pairs, key=lambda pair: -pair[1])[:TOP]
    return [Guess(label=label, probability=probability) for label, probability in ranked]
