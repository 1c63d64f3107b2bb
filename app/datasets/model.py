"""What a data set is: to the engine (memory-mapped arrays) and to the page (a description)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.errors import NotFound

SplitName = Literal["train", "validation", "test"]
Content = Literal["image", "text"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Split:
    """One part of a data set, read-only and memory-mapped.

    `images` is uint8 [N, C, H, W] with 0…255, `labels` is uint8 [N] with indices into the classes.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Dataset:
    """A data set that is ready for use.

    `mean` and `std` hold one number per channel, taken over the train split with pixels as x/255 (so 0…1).
    """

    id: str
    classes: tuple[str, ...]
    splits: Mapping[SplitName, Split]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    default_epochs: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of one image."""
        _, channels, height, width = self.splits["train"].images.shape
        return channels, height, width

    def image(self, split: SplitName, index: int) -> tuple[NDArray[np.uint8], int]:
        """Image number `index` of a split, uint8 [C, H, W], and the index of its class; raises `NotFound`."""
        part = self.splits[split]
        if not 0 <= index < len(part):
            raise NotFound(f"The split {split} has the images 0 to {len(part) - 1}.")
        return part.images[index], int(part.labels[index])


@dataclass(frozen=True)
class RemoteFile:
    """A file that never changes, and where it may be had; `size` in bytes."""

    name: str
    size: int
    sha256: str
    urls: tuple[str, ...]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ImageShape(_Body):
    """The size of every image of a data set."""

    channels: int
    height: int
    width: int


class Sizes(_Body):
    """Number of images in each split."""

    train: int
    validation: int
    test: int


class DatasetError(_Body):
    """Why the last attempt to fetch or convert a data set failed."""

    code: str
    detail: str
    params: dict[str, str | int | float] = {}


class DatasetInfo(_Body):
    """A data set as `GET /api/v1/datasets/{id}` tells it."""

    id: str
    title: str
    classes: tuple[str, ...]
    input: ImageShape
    sizes: Sizes
    ready: bool
    """Whether it can be opened now, without a download."""
    progress: float | None
    """Share done, 0…1, while it is being downloaded or converted; null otherwise."""
    source: str
    """The page that describes where the data come from."""
    licence: str
    error: DatasetError | None
    default_epochs: int
    """What `epochs: "auto"` means for this data set."""
    content: Content = "image"
    """What an entry is: an image, or a text as a column of the bytes of its UTF-8, filled up with zeros."""
    own: bool = False
    """Was it uploaded? Then it can be deleted."""
    skipped: int = 0
    """Files of the zip that were left out: they are no images, or lie outside the class folders."""
    skipped_names: tuple[str, ...] = ()
    """Paths of the first few of these."""
