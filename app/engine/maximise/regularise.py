"""What keeps a maximising picture from being noise: total variation, blur, decay, jitter.

Without them gradient ascent finds high frequencies that no image has.
"""

from math import ceil

import torch
from torch import Tensor
from torch.nn import functional

FLAT = 1e-6
"""Under the root of the total variation: where the picture is even, its slope is 0 rather than undefined."""
DEVIATIONS = 3
"""How far the Gaussian kernel reaches."""


def variation(picture: Tensor) -> Tensor:
    """Σ √((right − here)² + (below − here)²) over a picture (1, C, H, W): its total variation, a scalar.

    Rudin, Osher and Fatemi 1992; for pictures of a network: Mahendran and Vedaldi 2014, arXiv:1412.0035.
    """
    across = functional.pad(picture.diff(dim=3), (0, 1))
    down = functional.pad(picture.diff(dim=2), (0, 0, 0, 1))
    return (across**2 + down**2 + FLAT).sqrt().sum()


def variation_slope(picture: Tensor) -> Tensor:
    """The gradient of the total variation by the picture, of its shape."""
    leaf = picture.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(variation(leaf), leaf)
    return gradient


def blurred(picture: Tensor, sigma: float) -> Tensor:
    """A picture (1, C, H, W) under a Gaussian of this deviation in pixels; beyond its edge it goes on as it ends."""
    side = ceil(DEVIATIONS * sigma)
    if side == 0:
        return picture
    places = torch.arange(-side, side + 1, dtype=picture.dtype)
    bell = torch.exp(-(places**2) / (2 * sigma**2))
    bell = bell / bell.sum()
    channels = picture.shape[1]
    padded = functional.pad(picture, (side, side, side, side), mode="replicate")
    rows = functional.conv2d(padded, bell.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return functional.conv2d(rows, bell.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)
