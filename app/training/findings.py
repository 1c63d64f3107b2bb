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


class Term(Finding):
    """One factor of an update: `symbol` ← `formula` = `numbers` = `value`."""

    symbol: str
    formula: str
    numbers: str
    """The formula with its numbers, to four digits."""
    value: float


class Updated(Finding):
    """How one weight came from before to after."""

    parameter: str
    shape: list[int]
    index: list[int]
    before: float
    terms: list[Term]
    """In order; the last is Δ. None where the weight is frozen."""
    delta: float
    after: float
    """before + Δ."""
    torch: float | None
    """What torch's optimiser made of it."""


class Slope(Finding):
    """The chain rule at one unit of an activation: upstream × local = downstream."""

    unit: tuple[int, int, int]
    """Channel, row, column; 0 where there are none. Of the first image of the mini-batch."""
    input: float
    output: float
    upstream: float
    """∂L/∂output."""
    local: float
    """∂output/∂input: the slope of the function at the input."""
    downstream: float
    """Their product."""
    torch: float
    """∂L/∂input as torch has it: the same, but where the input is read by others too."""


class Passage(Finding):
    """A layer on the way back: how long the gradients of its output and of its input are, over the mini-batch."""

    path: str
    kind: str
    upstream: float | None
    downstream: float | None
    """Null where the input needs none: the picture's."""
    unit: Slope | None


class Microscope(Finding):
    """One step of training: loss, the way back through the layers, and one weight's update."""

    step: int
    images: int
    """Of the mini-batch."""
    loss: float | None
    lr: float
    layers: list[Passage]
    """In order of execution."""
    updated: Updated
