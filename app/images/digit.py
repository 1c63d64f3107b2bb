"""A drawn digit in the form of MNIST, whatever its place, size and pen.

The convention of http://yann.lecun.com/exdb/mnist/: the ink is size-normalised to 20×20 keeping its aspect,
with grey levels from anti-aliasing, and centred by its mass in 28×28. Here cropping, scaling and centring
are one resampling by area: each target pixel is the mean over its square of the drawing.
"""

import numpy as np
from numpy.typing import NDArray

INK_SHARE = 20 / 28
"""The longest side of the ink as a share of the (shorter side of the) target."""

FAINTEST_INK = 32
"""A drawing whose strongest mark is fainter than this (of 255) is empty."""

INK_LEVEL = 0.2
"""What is stronger than this share of the strongest mark counts as ink."""

Floats = NDArray[np.float64]


def normalise_digit(grey: NDArray[np.uint8], height: int = 28, width: int = 28) -> NDArray[np.uint8]:
    """Bring a drawing, uint8 [H, W] of any size, into the form of MNIST: uint8 [height, width].

    Inverted where the border's median is above 127 (dark ink on light ground). Zeros where there is no ink.
    """
    ink = _ink(grey)
    box = _box(ink)
    if box is None:
        return np.zeros((height, width), np.uint8)
    top, bottom, left, right = box
    cropped = ink[top:bottom, left:right]
    scale = max(cropped.shape) / (INK_SHARE * min(height, width))
    down = _resampler(_centre(cropped.sum(1)), scale, height, cropped.shape[0])
    across = _resampler(_centre(cropped.sum(0)), scale, width, cropped.shape[1])
    target: Floats = down @ cropped @ across.T
    digit: NDArray[np.uint8] = np.rint(target * (255 / target.max())).astype(np.uint8)
    return digit


def _ink(grey: NDArray[np.uint8]) -> Floats:
    """The strength of the ink above the ground, 0…255."""
    values = grey.astype(np.float64)
    ground = np.median(np.concatenate((values[0], values[-1], values[:, 0], values[:, -1])))
    if ground > 127:
        values, ground = 255 - values, 255 - ground
    ink: Floats = np.clip(values - ground, 0, 255)
    return ink


def _box(ink: Floats) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right (ends exclusive) of the ink; None where the drawing is as good as empty."""
    if ink.max() < FAINTEST_INK:
        return None
    marked = ink > INK_LEVEL * ink.max()
    rows, columns = np.flatnonzero(marked.any(1)), np.flatnonzero(marked.any(0))
    if marked.sum() < 2 and ink.size > 1:
        return None
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def _centre(mass: Floats) -> float:
    """Centre of mass, in pixels from the first edge."""
    return float((mass * (np.arange(len(mass)) + 0.5)).sum() / mass.sum())


def _resampler(centre: float, scale: float, target: int, source: int) -> Floats:
    """A matrix [target, source] of weights that averages by area, with `centre` in the target's middle.

    `scale` is the size of a target pixel in source pixels; below 1 (enlarging) it interpolates linearly.
    The middle is the centre of pixel 14 of 28: there the mean centre of mass of the MNIST digits lies.
    """
    middle = centre + (np.arange(target) - target // 2) * scale
    half = max(scale, 1) / 2
    edges = np.arange(source)
    overlap = np.minimum(middle[:, None] + half, edges + 1) - np.maximum(middle[:, None] - half, edges)
    weights: Floats = np.clip(overlap, 0, None) / (2 * half)
    return weights
