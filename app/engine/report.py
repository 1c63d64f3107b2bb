"""What a network gets wrong: confusion and mistakes over a split, in full precision."""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import torch
from torch import Tensor, nn

from app.datasets.model import Dataset, SplitName
from app.engine.build import build
from app.engine.calibration import calibration
from app.engine.checkpoint import read_weights
from app.engine.data import Normaliser, Resident
from app.engine.evaluate import predictions
from app.engine.objective import objective
from app.engine.outputs import scored, shown
from app.engine.recipe import Recipe
from app.network.spec import NetworkSpec
from app.training.findings import Calibrated, Mistake
from app.training.losses import CrossEntropy, Loss

DEFAULT_LOSS = CrossEntropy()
PLAIN = Recipe("cpu", "float32", "contiguous", 1)


@dataclass(frozen=True)
class Report:
    """Mean `loss`, `accuracy`, counts `matrix[true][predicted]`, the mistakes, worst loss first, and whether the
    network is as sure as it may be."""

    loss: float
    accuracy: float
    matrix: list[list[int]]
    wrong: int
    mistakes: list[Mistake]
    calibration: Calibrated


def report(
    spec: NetworkSpec,
    weights: Path,
    dataset: Dataset,
    loss: Loss = DEFAULT_LOSS,
    split: SplitName = "test",
    most: int = 200,
) -> Report:
    """Run a whole split through a network with the weights (or checkpoint) of a file, on the CPU.

    Raises CorruptCheckpoint for a damaged file, RuntimeError where its weights are another network's.
    """
    module = build(spec)
    module.load_state_dict(read_weights(weights))
    normalise = Normaliser.of(spec, dataset.mean, dataset.std)
    return report_on(module, spec, Resident.of(dataset.splits[split], "cpu"), normalise, loss, most)


@torch.no_grad()
def report_on(
    module: nn.Module,
    spec: NetworkSpec,
    data: Resident,
    normalise: Normaliser,
    loss: Loss = DEFAULT_LOSS,
    most: int = 200,
) -> Report:
    """The same for a built network and resident images."""
    each = objective(loss, reduce=False)
    network = scored(module, spec, loss)
    found = [
        (outputs, each(outputs, labels)) for outputs, labels in predictions(network, data, normalise, PLAIN)
    ]
    outputs, losses = (torch.cat(parts).cpu() for parts in zip(*found, strict=True))
    guesses, labels = outputs.argmax(1), data.labels.cpu()
    wrong = (guesses != labels).nonzero()[:, 0]
    chances = shown(outputs, spec, loss)
    worst = wrong[losses[wrong].argsort(descending=True)][:most]
    return Report(
        loss=float(losses.mean()),
        accuracy=1 - len(wrong) / len(data),
        matrix=_matrix(labels, guesses, outputs.shape[1]),
        wrong=len(wrong),
        mistakes=_mistakes(worst, labels, guesses, chances, losses),
        calibration=calibration(chances, labels),
    )


def _matrix(labels: Tensor, guesses: Tensor, classes: int) -> list[list[int]]:
    counts = torch.bincount(labels * classes + guesses, minlength=classes * classes)
    matrix: list[list[int]] = counts.view(classes, classes).tolist()
    return matrix


def _mistakes(
    places: Tensor, labels: Tensor, guesses: Tensor, chances: Tensor, losses: Tensor
) -> list[Mistake]:
    return [
        Mistake(
            index=index,
            label=int(labels[index]),
            predicted=int(guesses[index]),
            probability=float(chances[index, guesses[index]]),
            loss=_finite(float(losses[index])),
        )
        for index in places.tolist()
    ]


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
