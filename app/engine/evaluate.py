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
    """Mean loss and share of right answers over `images` images; a reconstruction has no right answers."""

    loss: float
    accuracy: float | None
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
    for outputs, targets in predictions(network, data, normalise, recipe):
        losses += loss_each(outputs, targets).sum()
        right += 0 if data.reconstructed else (outputs.argmax(1) == targets).sum()
    accuracy = None if data.reconstructed else float(right) / len(data)
    return Score(float(losses) / len(data), accuracy, len(data))


@torch.no_grad()
def predictions(
    network: nn.Module, data: Resident, normalise: Normaliser, recipe: Recipe
) -> Iterator[tuple[Tensor, Tensor]]:
    """Outputs (B, K) and labels (B,) batch by batch, in evaluation mode; of a reconstruction, output and input."""
    size = CPU_BATCH if data.images.device.type == "cpu" else BATCH
    was_training = network.training
    network.eval()
    try:
        for images, labels in zip(data.images.split(size), data.labels.split(size), strict=True):
            inputs = normalise(images)
            with recipe.autocast():
                outputs = network(recipe.lay(inputs))
            yield outputs.float(), inputs if data.reconstructed else labels
    finally:
        network.train(was_training)
