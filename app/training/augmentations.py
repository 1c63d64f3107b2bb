"""Augmentations: random changes of the training images, applied to whole batches on the device."""

from typing import Annotated, Literal

from pydantic import Field

from app.training.setting import ADVANCED, BareString, Setting


class Shift(Setting):
    """Moves each image by a random share of its size, down or up and left or right."""

    title = "Shift"
    kind: Literal["shift"] = "shift"
    fraction: Annotated[float, Field(ge=0, le=1)] = 0.08
    """Largest move as a share of the image's height and width."""


class Rotate(Setting):
    """Turns each image about its centre by a random angle."""

    title = "Rotate"
    kind: Literal["rotate"] = "rotate"
    degrees: Annotated[float, Field(ge=0, le=180)] = 10.0
    """Largest angle, either way."""


class Scale(Setting):
    """Enlarges or shrinks each image by a random factor."""

    title = "Scale"
    kind: Literal["scale"] = "scale"
    factor: Annotated[float, Field(ge=1, le=4)] = 1.1
    """Largest factor; the smallest is its inverse."""


class Elastic(Setting):
    """Bends each image by a smooth random field of moves, as in Simard et al. 2003."""

    title = "Elastic"
    kind: Literal["elastic"] = "elastic"
    alpha: Annotated[float, Field(ge=0, le=50)] = 1.5
    """Standard deviation of the moves, in pixels."""
    sigma: Annotated[float, Field(ge=1, le=50, json_schema_extra=ADVANCED)] = 4.0
    """Smoothness of the field, in pixels."""


AUGMENTATIONS = (Shift, Rotate, Scale, Elastic)
Augmentation = Annotated[Shift | Rotate | Scale | Elastic, Field(discriminator="kind"), BareString]
