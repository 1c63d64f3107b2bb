"""What is noted of a data set of one's own, and how it is told."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from app.datasets.class_folders import Expected
from app.datasets.model import DatasetError, DatasetInfo, ImageShape, Sizes
from app.datasets.split import validation_size

IMAGES_TO_SEE = 500_000
"""So many images a run shows the network by default, within these numbers of epochs."""
FEWEST_EPOCHS, MOST_EPOCHS = 5, 50


@dataclass(frozen=True)
class Wish:
    """What is asked for with a zip: a title, the size [H, W] of the images, the share that is put aside to test."""

    title: str
    size: tuple[int, int] | None = None
    test_share: float = 0.2


@dataclass(frozen=True)
class Record:
    """A zip that was accepted: the wish, and what is expected of it."""

    wish: Wish
    expected: Expected
    created: float = field(default_factory=time.time)

    def to_json(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)

    @classmethod
    def of(cls, value: dict[str, Any]) -> Self:
        """From a file."""
        wish, expected = value["wish"], value["expected"]
        size = tuple(wish["size"]) if wish["size"] else None
        shape = tuple(expected["shape"])
        return cls(
            Wish(**{**wish, "size": size}),
            Expected(**{**expected, "classes": tuple(expected["classes"]), "shape": shape}),
            value["created"],
        )

    def coming(self, dataset_id: str, progress: float, error: dict[str, Any] | None) -> DatasetInfo:
        """What is told of it until it is decoded, or of why it is not."""
        expected = self.expected
        return _info(
            dataset_id,
            self.wish.title,
            expected.classes,
            expected.shape,
            _sizes(expected),
            ready=False,
            progress=None if error else progress,
            error=DatasetError(**error) if error else None,
        )


def ready(dataset_id: str, meta: dict[str, Any]) -> DatasetInfo:
    """What is told of it once it is decoded."""
    own = meta["own"]
    return _info(
        dataset_id,
        own["title"],
        meta["classes"],
        meta["shape"],
        Sizes(**meta["sizes"]),
        ready=True,
        skipped=own["skipped"],
        skipped_names=tuple(own["names"]),
    )


def _info(dataset_id: str, title: str, classes: Any, shape: Any, sizes: Sizes, **state: Any) -> DatasetInfo:
    channels, height, width = shape
    kept: dict[str, Any] = {
        "progress": None,
        "error": None,
        "source": "",
        "licence": "",
        "own": True,
        **state,
    }
    return DatasetInfo(
        id=dataset_id,
        title=title,
        classes=tuple(classes),
        input=ImageShape(channels=channels, height=height, width=width),
        sizes=sizes,
        default_epochs=epochs(sizes.train),
        **kept,
    )


def _sizes(expected: Expected) -> Sizes:
    cut = validation_size(expected.train)
    return Sizes(train=expected.train - cut, validation=cut, test=expected.test)


def epochs(images: int) -> int:
    """How many passes over so many training images a run takes by default."""
    return max(FEWEST_EPOCHS, min(MOST_EPOCHS, round(IMAGES_TO_SEE / max(images, 1))))
