"""CutMix: a rectangle of one picture pasted into another. Yun et al. 2019, https://arxiv.org/abs/1905.04899.

The labels are not mixed: it is for those who learn from a teacher, who sees the same mixed picture.
"""

import torch
from torch import Tensor

SHARE = 0.5
"""Share of the pictures into which something is pasted."""


def cut_and_mix(images: Tensor, generator: torch.Generator) -> Tensor:
    """Half of the images (B, C, H, W) with a rectangle of another of the batch: of any share of the area, about any
    pixel, of the picture's form but for what sticks out."""
    count, _, height, width = images.shape
    device = images.device
    donors = images[torch.randperm(count, generator=generator, device=device)]
    share, row, column, chosen = torch.rand(4, count, 1, generator=generator, device=device)
    scale = share.sqrt() / 2
    rows, columns = (
        (torch.arange(length, device=device) + 0.5 - centre * length).abs() < scale * length
        for length, centre in ((height, row), (width, column))
    )  # (B, H), (B, W)
    inside = rows[:, None, :, None] & columns[:, None, None, :] & (chosen < SHARE)[:, None, None]
    return torch.where(inside, donors, images)
