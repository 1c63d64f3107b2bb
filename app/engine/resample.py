"""Geometric augmentation of whole batches: one resampling for all changes together."""

from collections.abc import Sequence
from functools import reduce
from math import log, radians

import torch
import torch.nn.functional as F
from torch import Tensor

from app.training.augmentations import Augmentation, Elastic, Rotate, Scale, Shear, Shift


def resamples(setting: Augmentation) -> bool:
    """Whether a setting moves the image by parts of a pixel."""
    return isinstance(setting, Shift | Rotate | Scale | Shear | Elastic)


class Resampling:
    """Random shift, rotation, scale, shear and elastic bending, drawn anew for each image."""

    def __init__(self, settings: Sequence[Augmentation]) -> None:
        self.affine = [setting for setting in settings if not isinstance(setting, Elastic)]
        self.elastic = [setting for setting in settings if isinstance(setting, Elastic)]

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Changed float images (B, C, H, W) of any range whose background is 0."""
        count, _, height, width = images.shape
        places = F.affine_grid(self._matrices(count, height / width, generator), list(images.shape), False)
        for setting in self.elastic:
            places += _bending(setting, count, height, width, generator)
        return F.grid_sample(images, places, align_corners=False)

    def _matrices(self, count: int, aspect: float, generator: torch.Generator) -> Tensor:
        """Where each output pixel comes from, as (B, 2, 3) in the units of `affine_grid`."""
        identity = torch.eye(3, device=generator.device).expand(count, 3, 3)
        drawn = (_matrix(setting, count, aspect, generator) for setting in self.affine)
        return reduce(torch.matmul, drawn, identity)[:, :2]


def _matrix(setting: Augmentation, count: int, aspect: float, generator: torch.Generator) -> Tensor:
    """Homogeneous (B, 3, 3) matrices from output to input, both in −1…1."""
    first, second = torch.rand(2, count, generator=generator, device=generator.device) * 2 - 1
    one, zero = torch.ones_like(first), torch.zeros_like(first)
    match setting:
        case Shift(fraction=fraction):
            rows = [one, zero, first * (2 * fraction), zero, one, second * (2 * fraction), zero, zero, one]
        case Rotate(degrees=degrees):
            cosine, sine = torch.cos(first * radians(degrees)), torch.sin(first * radians(degrees))
            rows = [cosine, -sine * aspect, zero, sine / aspect, cosine, zero, zero, zero, one]
        case Scale(factor=factor):
            inverse = torch.exp(first * log(factor))
            rows = [inverse, zero, zero, zero, inverse, zero, zero, zero, one]
        case Shear(degrees=degrees):
            slant = torch.tan(first * radians(degrees)) * aspect
            rows = [one, slant, zero, zero, one, zero, zero, zero, one]
        case _:
            raise TypeError(f"{setting.kind} is no affine change")
    return torch.stack(rows, 1).view(count, 3, 3)


def _bending(setting: Elastic, count: int, height: int, width: int, generator: torch.Generator) -> Tensor:
    """A smooth random field of moves (B, H, W, 2) of standard deviation `alpha` pixels."""
    noise = torch.randn(count, 2, height, width, generator=generator, device=generator.device)
    rows, columns = (_smoothing(size, setting.sigma, noise.device) for size in (height, width))
    field = rows @ noise @ columns.T  # (B, 2, H, W)
    pixel = torch.tensor([2 / width, 2 / height], device=noise.device)
    return field.permute(0, 2, 3, 1) * (setting.alpha * pixel)


def _smoothing(size: int, sigma: float, device: torch.device) -> Tensor:
    """A Gaussian blur along one axis as a matrix whose rows have length 1: unit noise stays unit noise."""
    place = torch.arange(size, device=device, dtype=torch.float32)
    weights = torch.exp(-((place[:, None] - place) ** 2) / (2 * sigma**2))
    return F.normalize(weights, dim=1)
