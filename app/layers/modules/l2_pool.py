"""L2 pooling, which torch has only in a form whose gradient at zero is not a number."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class L2Pool2d(nn.Module):
    """√Σ x² over each window; (B, C, H, W) → (B, C, H', W'). The gradient at an all-zero window is 0."""

    def __init__(
        self, kernel: tuple[int, int], stride: tuple[int, int], padding: tuple[int, int], ceil_mode: bool
    ) -> None:
        super().__init__()
        self.kernel, self.stride, self.padding, self.ceil_mode = kernel, stride, padding, ceil_mode

    def forward(self, x: Tensor) -> Tensor:
        """Sum rather than mean: the average over the window times its cells."""
        total = F.avg_pool2d(
            x.square(), self.kernel, self.stride, self.padding, self.ceil_mode, divisor_override=1
        )
        positive = total > 0
        return torch.where(positive, torch.where(positive, total, 1).sqrt(), 0)
