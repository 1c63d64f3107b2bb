"""Does a network that says 90 % err in one of ten? Confidence against accuracy."""

import torch
from torch import Tensor

from app.training.findings import Calibrated

BINS = 10
MOST_GUESSES = 5


def calibration(chances: Tensor, labels: Tensor) -> Calibrated:
    """From the probabilities (N, K) of all classes and the right ones (N,).

    The expected calibration error is that of Naeini et al. 2015; Guo et al. 2017, equation 3.
    """
    confidence, guesses = chances.double().max(1)
    right = (guesses == labels).double()
    places = ((confidence * BINS).ceil().long() - 1).clamp(0, BINS - 1)
    images = torch.bincount(places, minlength=BINS)
    sums = [torch.zeros(BINS, dtype=torch.float64).index_add_(0, places, one) for one in (confidence, right)]
    means = [_means(one, images) for one in sums]
    return Calibrated(
        images=images.tolist(),
        confidence=means[0],
        accuracy=means[1],
        error=float((sums[0] - sums[1]).abs().sum() / len(labels)),
        top1=float(right.mean()),
        top5=_among(chances, labels, MOST_GUESSES),
    )


def _means(sums: Tensor, images: Tensor) -> list[float | None]:
    return [float(total / count) if count else None for total, count in zip(sums, images, strict=True)]


def _among(chances: Tensor, labels: Tensor, count: int) -> float | None:
    if chances.shape[1] <= count:
        return None
    return float((chances.topk(count).indices == labels[:, None]).any(1).double().mean())
