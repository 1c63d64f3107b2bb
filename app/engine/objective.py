"""What training makes small: the losses on the device."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from app.training.losses import (
    BinaryCrossEntropy,
    CrossEntropy,
    Hinge,
    Loss,
    MeanSquaredError,
    Quadratic,
)

Objective = Callable[[Tensor, Tensor], Tensor]
"""(outputs (B, K), labels (B,)) → a scalar, or (B,) where made with `reduce=False`.

Of a reconstruction: outputs and images, both (B, C, H, W).
"""


def objective(setting: Loss, *, reduce: bool = True) -> Objective:
    """The loss of the settings, averaged over the batch unless `reduce` is false."""
    if isinstance(setting, CrossEntropy):
        return _cross_entropy(setting.label_smoothing, "mean" if reduce else "none")
    each = _each(setting)
    return (lambda outputs, labels: each(outputs, labels).mean()) if reduce else each


def _cross_entropy(smoothing: float, reduction: str) -> Objective:
    """Smoothed labels are averaged by torch itself."""
    return lambda outputs, labels: F.cross_entropy(
        outputs.float(), labels, reduction=reduction, label_smoothing=smoothing
    )


def _each(setting: Loss) -> Objective:
    match setting:
        case Quadratic():
            return quadratic
        case BinaryCrossEntropy():
            return binary_cross_entropy
        case Hinge(margin=margin):
            return lambda scores, labels: hinge(scores, labels, margin)
        case MeanSquaredError():
            return mean_squared
    raise TypeError(f"no objective for {setting.kind}")


def mean_squared(outputs: Tensor, images: Tensor) -> Tensor:
    """Mean of (a − x)² over the pixels of each image; outputs and images are (B, C, H, W)."""
    return (outputs.float() - images.float()).square().flatten(1).mean(1)


def quadratic(outputs: Tensor, labels: Tensor) -> Tensor:
    """½ Σ(a − y)² against the one-hot y, for each image. Nielsen, chapter 1, equation 6."""
    return (outputs.float() - _one_hot(outputs, labels)).square().sum(1) / 2


def binary_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """−Σ y ln σ(z) + (1 − y) ln(1 − σ(z)) against the one-hot y, for each image. Nielsen, chapter 3, equation 63."""
    wanted = _one_hot(logits, labels)
    return F.binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none").sum(1)


def hinge(scores: Tensor, labels: Tensor, margin: float = 1.0) -> Tensor:
    """Σ max(0, s_j − s_right + margin) over the wrong classes, for each image. Weston & Watkins 1999."""
    scores = scores.float()
    short = (scores - scores.gather(1, labels[:, None]) + margin).clamp_min(0)
    return short.sum(1) - margin  # of the right class itself


def _one_hot(outputs: Tensor, labels: Tensor) -> Tensor:
    return F.one_hot(labels, outputs.shape[1]).to(torch.float32)
