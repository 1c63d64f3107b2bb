"""Augmentations that move or change whole pixels: flips, crops, cutout, colour."""

import torch
import torch.nn.functional as F
from torch import Tensor

from app.training.augmentations import Augmentation, ColorJitter, Crop, Cutout, Flip

GREY = (0.2989, 0.587, 0.114)
"""Shares of red, green and blue in a pixel's grey: ITU-R BT.601."""


def repaint(setting: Augmentation, images: Tensor, generator: torch.Generator) -> Tensor:
    """Images (B, C, H, W) of 0…255 changed by one setting, each with its own draw."""
    match setting:
        case Flip(p=share):
            return _flip(images, share, generator)
        case Crop(padding=padding):
            return _crop(images, padding, generator)
        case Cutout(size=size):
            return _cut_out(images, size, generator)
        case ColorJitter():
            return _jitter(images, setting, generator)
    raise TypeError(f"{setting.kind} is not done pixel by pixel")


def _flip(images: Tensor, share: float, generator: torch.Generator) -> Tensor:
    drawn = torch.rand(len(images), 1, 1, 1, generator=generator, device=generator.device)
    return torch.where(drawn < share, images.flip(3), images)


def _crop(images: Tensor, padding: int, generator: torch.Generator) -> Tensor:
    count, channels, height, width = images.shape
    padded = F.pad(images, (padding,) * 4)
    top, left = _integers(2 * padding + 1, (2, count, 1), generator)
    rows = top + torch.arange(height, device=top.device)
    columns = left + torch.arange(width, device=left.device)
    which = torch.arange(count, device=top.device)[:, None, None, None]
    channel = torch.arange(channels, device=top.device)[:, None, None]
    return padded[which, channel, rows[:, None, :, None], columns[:, None, None, :]]


def _cut_out(images: Tensor, size: int, generator: torch.Generator) -> Tensor:
    count, _, height, width = images.shape
    inside = [
        _within(_integers(length, (count, 1), generator), length, size) for length in (height, width)
    ]  # (B, H), (B, W)
    hole = inside[0][:, None, :, None] & inside[1][:, None, None, :]
    return images.masked_fill(hole, 0.0)


def _within(centre: Tensor, length: int, size: int) -> Tensor:
    """Which of `length` places (B, length) belong to a window of `size` about its centre (B, 1)."""
    first = centre - size // 2
    place = torch.arange(length, device=centre.device)
    return (place >= first) & (place < first + size)


def _jitter(images: Tensor, setting: ColorJitter, generator: torch.Generator) -> Tensor:
    brightness, contrast, saturation = (
        1 + reach * (2 * drawn - 1)
        for reach, drawn in zip(
            (setting.brightness, setting.contrast, setting.saturation),
            torch.rand(3, len(images), 1, 1, 1, generator=generator, device=generator.device),
            strict=True,
        )
    )
    images = (images * brightness).clamp(0, 255)
    images = _blend(_grey(images).mean((2, 3), keepdim=True), images, contrast)
    return _blend(_grey(images), images, saturation) if images.shape[1] == len(GREY) else images


def _grey(images: Tensor) -> Tensor:
    """(B, 1, H, W): of colours their luminance, else the mean of the channels."""
    if images.shape[1] != len(GREY):
        return images.mean(1, keepdim=True)
    return (images * torch.tensor(GREY, device=images.device)[:, None, None]).sum(1, keepdim=True)


def _blend(ground: Tensor, images: Tensor, amount: Tensor) -> Tensor:
    return torch.lerp(ground.expand_as(images), images, amount).clamp(0, 255)


def _integers(below: int, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Uniform integers 0 … below − 1."""
    return torch.randint(below, shape, generator=generator, device=generator.device)
