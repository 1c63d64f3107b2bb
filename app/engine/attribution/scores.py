"""A network as attribution reads it: normalised images in, the scores of the classes out."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.attribution.method import Background
from app.engine.data import Normaliser

SHADES: dict[Background, float] = {"black": 0.0, "gray": 127.5, "white": 255.0}
BATCH_BYTES = 100_000_000
MAX_BATCH = 64


@dataclass(frozen=True)
class Scores:
    """`module` maps (B, C, H, W) to (B, K), of a unit to (B, 1); `parts` has the network's parts by path."""

    module: nn.Module
    parts: nn.Module
    normalise: Normaliser
    activation_bytes: int
    """Of one image, its pixels included."""

    @property
    def batch(self) -> int:
        """How many images at once keep within the memory."""
        return max(1, min(MAX_BATCH, BATCH_BYTES // max(1, self.activation_bytes)))

    def background(self, pixels: Tensor, shade: Background) -> Tensor:
        """An even picture of the shape of `pixels`, as the network sees it."""
        return self.normalise(torch.full(pixels.shape, SHADES[shade]))
