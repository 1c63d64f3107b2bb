"""Global pooling down to a vector."""

from torch import Tensor, nn


class GlobalAvgPool(nn.Module):
    """The mean of each map: (B, C, H, W) to (B, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """Mean over height and width."""
        return x.mean((2, 3))


class GlobalMaxPool(nn.Module):
    """The largest value of each map: (B, C, H, W) to (B, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """Maximum over height and width."""
        return x.amax((2, 3))
