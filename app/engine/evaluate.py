"""Loss, accuracy, confusion and mistakes of a network over a split."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.engine.data import Normaliser, Resident
from app.engine.objective import Objective
from app.engine.recipe import Recipe

BATCH = 500
CPU_BATCH = 100
"""What stays in the processor's caches: up to twice as fast as 500."""


@dataclass(frozen=True)
class Score:
    """Mean loss and share of right answers over `images` images."""

    loss: float
    accuracy: float
    images: int

    @property
    def is_finite(self) -> bool:
        """Whether the loss is a finite number."""
        return math.isfinite(self.loss)


@torch.no_grad()
def score(
    network: nn.Module, data: Resident, normalise: Normaliser, recipe: Recipe, loss_each: Objective
) -> Score:
    """Loss and accuracy over all of `data`; the network is left in the mode it was in."""
    losses, right = torch.zeros((), device=data.labels.device), torch.zeros((), device=data.labels.device)
    for outputs, labels in predictions(network, data, normalise, recipe):
        losses += loss_each(outputs, labels).sum()
        right += (outputs.argmax(1) == labels).sum()
    return Score(float(losses) / len(data), float(right) / len(data), len(data))


@torch.no_grad()
def predictions(
    network: nn.Module, data: Resident, normalise: Normaliser, recipe: Recipe
) -> Iterator[tuple[Tensor, Tensor]]:
    """Outputs (B, K) and labels (B,) batch by batch, in evaluation mode."""
    size = CPU_BATCH if data.images.device.type == "cpu" else BATCH
    was_training = network.training
    network.eval()
    try:
        for images, labels in zip(data.images.split(size), data.labels.split(size), strict=True):
            with recipe.autocast():
                outputs = network(recipe.lay(normalise(images)))
            yield outputs.float(), labels
    finally:
        network.train(was_training)
