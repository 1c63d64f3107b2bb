"""L2 pooling, which torch has only in a form whose gradient at zero is not a number."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class L2Pool2d(nn.Module):
    """The root of the sum of squares of each window; gradient 0 where all are zero."""

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] | None = None,
        padding: int | tuple[int, int] = 0,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.window = (kernel_size, stride, padding, ceil_mode)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, H', W')."""
        total = F.avg_pool2d(x.square(), *self.window, divisor_override=1)
        positive = total > 0
        return torch.where(positive, torch.where(positive, total, 1).sqrt(), 0)
