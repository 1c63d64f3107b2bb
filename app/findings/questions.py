"""What can be asked about a network and a data set, and the answers."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.protocol.base import FromClient, Path
from app.protocol.statistics import Statistics
from app.training.config import TrainConfig
from app.training.findings import Calibrated, Finding, Microscope, Mistake


class AskAnswers(FromClient):
    """What it gets right and wrong on the test images."""

    kind: Literal["answers"] = "answers"


class AskTopImages(FromClient):
    """The images that each channel of a layer answers to most."""

    kind: Literal["top_images"]
    layer: Path
    """A node of the network."""


class AskImageMap(FromClient):
    """The test images as points: near together where the last hidden layer takes them alike."""

    kind: Literal["image_map"]
    method: Literal["pca", "tsne"] = "pca"


class AskMicroscope(FromClient):
    """What the next step of training would do: the way back through the layers, and one weight's update."""

    kind: Literal["microscope"]
    parameter: Path | None = None
    """By its name in the module, such as `c1.weight`; null for the first."""
    index: Annotated[list[Annotated[int, Field(ge=0, lt=2**31)]], Field(max_length=6)] | None = None
    """Of one number of it; null for the one with the steepest gradient."""
    training: TrainConfig | None = None
    """The settings; null for a run's own, else the defaults. A run's optimiser is as its checkpoint left it."""


class AskStatistics(FromClient):
    """How the layers stand before the next step: histograms, dead and saturated units, lengths of the gradients."""

    kind: Literal["statistics"]
    training: TrainConfig | None = None
    """The settings, with the initialiser of the first weights; null for a run's own, else the defaults."""


Question = Annotated[
    AskAnswers | AskTopImages | AskImageMap | AskMicroscope | AskStatistics, Field(discriminator="kind")
]


class Answers(Calibrated):
    """Of the test images: mean loss, accuracy, confusion `matrix[true][predicted]`, mistakes worst loss first."""

    kind: Literal["answers"] = "answers"
    classes: list[str]
    loss: float | None
    share_right: float
    matrix: list[list[int]]
    total: int
    """How many are wrong; `mistakes` has at most 200 of them."""
    mistakes: list[Mistake]


class TopImage(Finding):
    """An image and where in it a channel is strongest."""

    index: int
    """In the split."""
    value: float
    """The activation there, the largest of this channel in this image."""
    y: int
    x: int
    """The unit's place in the map; 0, 0 of a vector."""


class TopImages(Finding):
    """By channel, the images with the strongest activations, strongest first."""

    kind: Literal["top_images"] = "top_images"
    layer: str
    split: str
    images: int
    """How many images were looked at, evenly spread over the split: fewer where the network is large."""
    channels: list[list[TopImage]]


class ImageMap(Finding):
    """Test images as points in a plane."""

    kind: Literal["image_map"] = "image_map"
    method: Literal["pca", "tsne"]
    layer: str
    """The node whose values are arranged: what the last layer with weights reads."""
    size: int
    """How many values it has for each image."""
    classes: list[str]
    indices: list[int]
    """In the test split, evenly spread."""
    x: list[float]
    y: list[float]
    """Both from −1 to 1."""
    labels: list[int]
    predicted: list[int] | None
    """The network's answers; null where it gives images back."""
    explained: float | None
    """Share of the variance that the plane shows; null for t-SNE, whose distances have no unit."""


class Step(Microscope):
    """One step of training under the microscope; nothing is kept of it."""

    kind: Literal["microscope"] = "microscope"


class Standing(Statistics):
    """The layers as they stand before a step; gradients are of the mini-batch that comes next."""

    kind: Literal["statistics"] = "statistics"
    step: int


Found = Annotated[Answers | TopImages | ImageMap | Step | Standing, Field(discriminator="kind")]


class Inquiry(Finding):
    """How far it is: `found` is there once `progress` is 1."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    progress: float
    """0…1."""
    waiting: int
    """How many others are found out before."""
    found: Found | None
