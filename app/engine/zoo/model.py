"""What a trained model of the zoo is made from."""

from collections.abc import Callable
from dataclasses import dataclass

from app.datasets.model import Dataset
from app.engine.session import Distortion
from app.network.spec import NetworkSpec
from app.training.config import TrainConfig


@dataclass(frozen=True)
class Texts:
    """What the card says besides the numbers.

    In `data`, `{augmentation}` stands for the settings' and `{train_accuracy}` for the share of the training images,
    unchanged, that are right in the end.
    """

    about: str
    data: str
    use: str
    further: str = ""
    """A section of its own between the confusion and the use."""


@dataclass(frozen=True)
class Teaching:
    """From whom a model learns: `count` networks trained before it on the same data, which differ in their seeds, and
    the temperature at which they are heard."""

    network: NetworkSpec
    config: TrainConfig
    count: int
    temperature: float


@dataclass(frozen=True)
class Finetuning:
    """A short training of the finished model by the labels, once with each of the seeds; see `soup`."""

    config: TrainConfig
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class ZooModel:
    """One model: the preset it fills with weights, the data set and settings, and the words of its card.

    `prepare` makes the training data of the data set, `distort` changes each batch after the augmentation. With a
    `teaching` it learns the teachers' answers in the place of the labels; with a `scaffold` it trains in asymmetric
    convolution blocks. With a `finetuning` it is in the end the soup of what it was and what came of that.
    """

    ref: str
    title: str
    preset: str
    dataset: str
    config: TrainConfig
    texts: Texts
    prepare: Callable[[Dataset, int], Dataset]
    distort: Distortion | None = None
    teaching: Teaching | None = None
    scaffold: bool = False
    finetuning: Finetuning | None = None
