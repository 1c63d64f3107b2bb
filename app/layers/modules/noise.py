"""Noise in training."""

import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """x + N(0, std²) in training, x itself outside it; any shape."""

    def __init__(self, std: float) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        """Add the noise."""
        return x + torch.randn_like(x) * self.std if self.training else x
