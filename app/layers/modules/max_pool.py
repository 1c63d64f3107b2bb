"""Max pooling that is quick where nothing is to be led back through it."""

from functools import reduce

import torch
from torch import Tensor, nn

MOST_CELLS = 9
"""Of a window that is taken cell by cell."""


class MaxPool2d(nn.MaxPool2d):
    """torch's own, and its very numbers.

    Windows side by side are compared cell by cell where no gradient is asked for: on the processor a fifth of the
    time or less, for torch's kernel notes every winner, and does so slowly in rows or with few channels.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H', W')."""
        (down, right), (height, width) = self._window(), x.shape[-2:]
        if torch.is_grad_enabled() or not self._side_by_side(x):
            pooled: Tensor = super().forward(x)
            return pooled
        rows, columns = height // down * down, width // right * right
        across = reduce(torch.maximum, (x[..., :rows, place:columns:right] for place in range(right)))
        return reduce(torch.maximum, (across[..., place::down, :] for place in range(down)))

    def _window(self) -> tuple[int, int]:
        assert isinstance(self.kernel_size, tuple)
        down, right = self.kernel_size
        return down, right

    def _side_by_side(self, x: Tensor) -> bool:
        down, right = self._window()
        plain = (self.padding, self.dilation, self.ceil_mode) == ((0, 0), 1, False)
        fits = x.dim() == 4 and x.shape[2] >= down and x.shape[3] >= right
        small = 1 < down * right <= MOST_CELLS
        return x.device.type == "cpu" and plain and fits and small and self.stride == self.kernel_size
