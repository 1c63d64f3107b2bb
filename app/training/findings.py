"""What is found out about a trained network on images that it may not have seen: plain descriptions."""

from pydantic import BaseModel, ConfigDict


class Finding(BaseModel):
    """Something found out, as it is told."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Mistake(Finding):
    """An image that the network gets wrong."""

    index: int
    """In its split."""
    label: int
    predicted: int
    probability: float
    """Of the predicted class."""
    loss: float | None
    """Null where it is not finite."""


class Calibrated(Finding):
    """Whether a network is as sure as it may be: images by the confidence of their answer, in ten bins.

    Bins are (0, 0.1], …, (0.9, 1]; means are null where a bin is empty.
    """

    images: list[int]
    """How many images are in each bin."""
    confidence: list[float | None]
    """Mean probability of the answer."""
    accuracy: list[float | None]
    """Share of right answers."""
    error: float
    """Expected calibration error: |confidence − accuracy|, averaged over the images. Guo et al. 2017, equation 3."""
    top1: float
    top5: float | None
    """Share of images whose class is among the five most probable; null for five classes or fewer."""
