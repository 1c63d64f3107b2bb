"""What training makes small: the losses on the device."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from app.training.losses import CrossEntropy, Loss, MeanSquaredError, Quadratic

Objective = Callable[[Tensor, Tensor], Tensor]
"""(outputs (B, K), labels (B,)) → a scalar, or (B,) where made with `reduce=False`.

Of a reconstruction: outputs and images, both (B, C, H, W).
"""


def objective(setting: Loss, *, reduce: bool = True) -> Objective:
    """The loss of the settings, averaged over the batch unless `reduce` is false."""
    match setting:
        case CrossEntropy(label_smoothing=smoothing):
            reduction = "mean" if reduce else "none"
            return lambda outputs, labels: F.cross_entropy(
                outputs.float(), labels, reduction=reduction, label_smoothing=smoothing
            )
        case Quadratic():
            return (lambda outputs, labels: quadratic(outputs, labels).mean()) if reduce else quadratic
        case MeanSquaredError():
            return (lambda outputs, images: mean_squared(outputs, images).mean()) if reduce else mean_squared


def mean_squared(outputs: Tensor, images: Tensor) -> Tensor:
    """Mean of (a − x)² over the pixels of each image; outputs and images are (B, C, H, W)."""
    return (outputs.float() - images.float()).square().flatten(1).mean(1)


def quadratic(outputs: Tensor, labels: Tensor) -> Tensor:
    """½ Σ(a − y)² against the one-hot y, for each image. Nielsen, chapter 1, equation 6."""
    wanted = F.one_hot(labels, outputs.shape[1]).to(torch.float32)
    return (outputs.float() - wanted).square().sum(1) / 2
