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


class Shear(Setting):
    """Slants each image by a random angle, to the left or to the right."""

    title = "Shear"
    kind: Literal["shear"] = "shear"
    degrees: Annotated[float, Field(ge=0, le=60)] = 10.0
    """Largest angle, either way."""


class Flip(Setting):
    """Mirrors some of the images, left and right exchanged. Not for digits and letters."""

    title = "Flip"
    kind: Literal["flip"] = "flip"
    p: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the images that are mirrored."""


class Crop(Setting):
    """Puts a black edge around each image and cuts a piece of the old size out of it at random.

    So each image moves by whole pixels. He et al. 2015, section 4.2, with an edge of 4.
    """

    title = "Crop"
    kind: Literal["crop"] = "crop"
    padding: Annotated[int, Field(ge=0, le=64)] = 4
    """Width of the edge, in pixels."""


class Cutout(Setting):
    """Blackens a square at a random place of each image, so that no single part decides.

    DeVries & Taylor 2017, https://arxiv.org/abs/1708.04552: the centre is any pixel, so the square may stick out.
    """

    title = "Cutout"
    kind: Literal["cutout"] = "cutout"
    size: Annotated[int, Field(ge=1, le=512)] = 8
    """Side of the square, in pixels."""


class ColorJitter(Setting):
    """Changes brightness, contrast and saturation of each image by random factors.

    A factor is drawn from 1 − x … 1 + x; what leaves the range of a pixel is clipped. Grey images have no
    saturation to change.
    """

    title = "Colour jitter"
    kind: Literal["color_jitter"] = "color_jitter"
    brightness: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Largest change of the brightness: a factor on every pixel."""
    contrast: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Largest change of the distance from the image's mean grey."""
    saturation: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Largest change of the distance from each pixel's own grey."""


AUGMENTATIONS = (Shift, Rotate, Scale, Shear, Elastic, Flip, Crop, Cutout, ColorJitter)
Augmentation = Annotated[
    Shift | Rotate | Scale | Shear | Elastic | Flip | Crop | Cutout | ColorJitter,
    Field(discriminator="kind"),
    BareString,
]
