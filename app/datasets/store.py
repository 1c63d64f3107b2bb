"""Converted data sets on disk: a folder of `.npy` files each, written once and opened memory-mapped.

A folder is staged under another name and moved into place by one rename, so that it is either whole or
absent, whoever is killed when; of two processes that convert the same data set, the first to rename wins.
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.datasets.model import SPLITS, Dataset, Split, SplitName
from app.datasets.split import Indices, stratified, validation_size

FORMAT = 1
_META = "dataset.json"
_STALE_SECONDS = 6 * 3600
_BLOCK = 4096
NOTHING: Mapping[str, Any] = MappingProxyType({})

Images = NDArray[np.uint8]


@dataclass(frozen=True)
class Part:
    """Some labelled images: those at `chosen` of `images`, uint8 [N, C, H, W], and `labels`, uint8 [N]."""

    images: Images
    labels: NDArray[np.uint8]
    chosen: Indices

    @classmethod
    def whole(cls, images: Images, labels: NDArray[np.uint8]) -> Self:
        """All of them."""
        return cls(images, labels, np.arange(len(labels)))

    def cut(self, count: int) -> tuple[Self, Self]:
        """What is kept and the `count` that are cut, stratified by class."""
        kept, cut = stratified(self.labels[self.chosen], count)
        return replace(self, chosen=self.chosen[kept]), replace(self, chosen=self.chosen[cut])


@dataclass(frozen=True)
class Arrays:
    """What a reader delivers: the train and test parts before the validation split is cut."""

    classes: tuple[str, ...]
    train: Part
    test: Part


class Store:
    """The converted data sets below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def has(self, dataset_id: str) -> bool:
        """Whether the data set lies here, whole and in today's format."""
        return self.meta(dataset_id) is not None

    def meta(self, dataset_id: str) -> dict[str, Any] | None:
        """What was noted at conversion: classes, shape, sizes, mean, std; None where it is not here."""
        try:
            meta: dict[str, Any] = json.loads((self.root / dataset_id / _META).read_bytes())
        except (OSError, ValueError):
            return None
        return meta if meta.get("format") == FORMAT else None

    def open(self, dataset_id: str, default_epochs: int) -> Dataset:
        """Open a converted data set, memory-mapped and read-only; `FileNotFoundError` where it is absent."""
        meta = self.meta(dataset_id)
        if meta is None:
            raise FileNotFoundError(self.root / dataset_id)
        splits = {split: self._open_split(dataset_id, split) for split in SPLITS}
        classes, mean, std = (tuple(meta[key]) for key in ("classes", "mean", "std"))
        return Dataset(dataset_id, classes, splits, mean, std, default_epochs)

    def save(self, dataset_id: str, arrays: Arrays, about: Mapping[str, Any] = NOTHING) -> None:
        """Cut the validation split, measure mean and deviation, and put everything in place.

        `about` is noted beside it: what is known of a data set that has no `Definition`.
        """
        self._drop_stale()
        with self.scratch() as staging:
            _write(staging, arrays, about)
            self._put_in_place(staging, dataset_id)

    def delete(self, dataset_id: str) -> None:
        """Remove a data set by one rename; whoever has it open keeps it until then."""
        gone = self.root / f".{uuid.uuid4().hex}"
        with suppress(FileNotFoundError):
            (self.root / dataset_id).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder beside the data sets that goes when the work in it is done."""
        folder = self.root / f".{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _open_split(self, dataset_id: str, split: SplitName) -> Split:
        folder = self.root / dataset_id
        images = np.load(folder / f"{split}-images.npy", mmap_mode="r")
        return Split(images, np.load(folder / f"{split}-labels.npy", mmap_mode="r"))

    def _put_in_place(self, staging: Path, dataset_id: str) -> None:
        target = self.root / dataset_id
        if target.exists() and not self.has(dataset_id):
            target.rename(self.root / f".{uuid.uuid4().hex}")
        try:
            staging.rename(target)
        except OSError:
            if not self.has(dataset_id):
                raise

    def _drop_stale(self) -> None:
        for folder in self.root.glob(".*"):
            if folder.is_dir() and time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, arrays: Arrays, about: Mapping[str, Any]) -> None:
    train, validation = arrays.train.cut(validation_size(len(arrays.train.chosen)))
    parts: dict[SplitName, Part] = {"train": train, "validation": validation, "test": arrays.test}
    for split, part in parts.items():
        _save_split(folder, split, part)
    mean, std = channel_statistics(np.load(folder / "train-images.npy", mmap_mode="r"))
    meta = {
        "format": FORMAT,
        "classes": arrays.classes,
        "shape": train.images.shape[1:],
        "sizes": {split: len(part.chosen) for split, part in parts.items()},
        "mean": mean,
        "std": std,
        **about,
    }
    with (folder / _META).open("w") as file:
        json.dump(meta, file)
        file.flush()
        os.fsync(file.fileno())


def _save_split(folder: Path, split: SplitName, part: Part) -> None:
    shape = (len(part.chosen), *part.images.shape[1:])
    target = np.lib.format.open_memmap(folder / f"{split}-images.npy", "w+", np.uint8, shape)
    for start in range(0, len(part.chosen), _BLOCK):
        target[start : start + _BLOCK] = part.images[part.chosen[start : start + _BLOCK]]
    target.flush()
    np.save(folder / f"{split}-labels.npy", part.labels[part.chosen])


def channel_statistics(images: Images) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of each channel of uint8 [N, C, H, W], pixels taken as x/255.

    Exact: from the histogram of the 256 values.
    """
    counts = np.zeros((images.shape[1], 256), np.int64)
    for start in range(0, len(images), _BLOCK):
        block = images[start : start + _BLOCK]
        for channel in range(images.shape[1]):
            counts[channel] += np.bincount(block[:, channel].reshape(-1), minlength=256)
    share = counts / counts.sum(1, keepdims=True)
    values = np.arange(256) / 255
    mean = share @ values
    std = np.sqrt((share * (values - mean[:, None]) ** 2).sum(1))
    return mean.tolist(), std.tolist()
