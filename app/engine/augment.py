"""Augmentation of whole batches on the device, in the order of the settings."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

import torch
from torch import Tensor

from app.engine import repaint
from app.engine.resample import Resampling, resamples
from app.training.augmentations import Augmentation

Change = Callable[[Tensor, torch.Generator], Tensor]


class Augment:
    """The random changes of the settings, drawn anew for each image.

    Geometric changes that follow one another are done in one resampling. Outside the image is black. Empty
    settings give the images back unchanged.
    """

    def __init__(self, settings: Sequence[Augmentation]) -> None:
        self._changes = tuple(_changes(settings))

    def __bool__(self) -> bool:
        return bool(self._changes)

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Changed float images (B, C, H, W) of 0…255 whose background is 0."""
        for change in self._changes:
            images = change(images, generator)
        return images


def _changes(settings: Sequence[Augmentation]) -> Iterator[Change]:
    for together, group in groupby(settings, resamples):
        if together:
            yield Resampling(tuple(group))
        else:
            yield from (partial(repaint.repaint, setting) for setting in group)
