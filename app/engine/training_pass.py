"""A forward pass as in training: statistics of the batch, masks and noise by a seed. It leaves no trace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.drawn import drawn, with_batch_statistics
from app.engine.graph import INPUT, Graph, Operation
from app.errors import InvalidInput


@dataclass(frozen=True)
class Training:
    """How such a pass is made: `mask_seed` decides what is left to chance; `others` are the images beside the one
    shown, uint8 [N, C, H, W], or None."""

    mask_seed: int = 0
    others: NDArray[np.uint8] | None = None

    def batch(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The image, uint8 [C, H, W], first, and those of its size beside it."""
        own = image[None]
        if self.others is None or self.others.shape[1:] != image.shape:
            return own
        return np.concatenate([own, self.others])


@dataclass(frozen=True)
class Batch:
    """What goes through in training together: normalised images (B, C, H, W), and the seed of masks and noise."""

    images: Tensor
    seed: int

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True)
class Passed:
    """What came of the first image: each node's output (1, …) by path, and what its layers were in this pass."""

    values: dict[str, Tensor]
    acting: Mapping[str, nn.Module]


def training_pass(graph: Graph, module: nn.Module, batch: Batch, count: int | None = None) -> Passed:
    """Run a batch through the first `count` nodes as torch would in training.

    Raises InvalidInput (`batch_of_one`) where a batch norm would have a single number to normalise.
    """
    values, acting = {INPUT: batch.images}, {}
    with in_training(module, batch.seed):
        for operation in graph.operations[:count]:
            read = [values[path] for path in operation.inputs]
            found = _acting(operation, read[0])
            if found is not None:
                acting[operation.path] = found
            values[operation.path] = operation.run(*read)
    return Passed({path: value[:1] for path, value in values.items()}, acting)


@contextmanager
def in_training(module: nn.Module, seed: int) -> Iterator[None]:
    """The module in training mode, its running statistics fixed, torch's generator at `seed`; afterwards, also
    after a failure, everything is as it was."""
    parts = [(part, part.training) for part in module.modules()]
    norms = [
        (part, part.track_running_stats)
        for part, _ in parts
        if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d)
    ]
    with torch.random.fork_rng(devices=[]):
        try:
            torch.default_generator.manual_seed(seed)
            module.train()
            for norm, _ in norms:
                norm.track_running_stats = False
            yield
        finally:
            for norm, tracks in norms:
                norm.track_running_stats = tracks
            for part, mode in parts:
                part.training = mode


def _acting(operation: Operation, x: Tensor) -> nn.Module | None:
    if not isinstance(operation.run, nn.Module):
        return None
    if isinstance(operation.run, nn.BatchNorm1d | nn.BatchNorm2d):
        _check_count(operation.path, x)
        return with_batch_statistics(operation.run, x)
    return drawn(operation.run, x)


def _check_count(path: str, x: Tensor) -> None:
    if x.numel() <= x.shape[1]:
        detail = (
            f"In training {path} normalises over the batch, and a single image gives it one number each: there is "
            "nothing to normalise. Take a network that is trained on a data set, or look at it in test mode."
        )
        raise InvalidInput.of("batch_of_one", detail, path=path)
