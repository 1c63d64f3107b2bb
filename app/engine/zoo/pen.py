"""Thicker and thinner strokes, in batch on the device."""

import torch
import torch.nn.functional as F
from torch import Tensor

SHARE = 0.2
"""Share of the images that get thicker; as many get thinner."""
THINNEST = 0.7


def vary_width(images: Tensor, generator: torch.Generator) -> Tensor:
    """Blend some of the images (B, 1, H, W) with their grey dilation, some with their erosion, over 3×3."""
    draw, amount = torch.rand(2, len(images), 1, 1, 1, generator=generator, device=images.device)
    thick = F.max_pool2d(images, 3, 1, 1)
    thin = -F.max_pool2d(-images, 3, 1, 1)
    wider, narrower = torch.lerp(images, thick, amount), torch.lerp(images, thin, THINNEST * amount)
    return torch.where(draw < SHARE, wider, torch.where(draw < 2 * SHARE, narrower, images))
