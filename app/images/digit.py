"""A drawn digit in the form of MNIST, whatever its place, size and pen.

The convention of http://yann.lecun.com/exdb/mnist/: the ink is size-normalised to 20×20 keeping its aspect,
with grey levels from anti-aliasing, and centred by its mass in 28×28. Here that is one resampling by area:
each target pixel is the mean over its square of the drawing, so that the form changes smoothly while one draws.

Measured with LeNet-5 on digits from `tests/strokes.py`: shifts by whole pixels and ink levels of 0.05 to 0.5
make no difference; bringing the strongest pixel to 255 gains 4 to 10 points on thin pens; thickening thin
strokes loses points, and thinning thick ones gains none for a network that was trained with augmentation.
"""

import numpy as np
from numpy.typing import NDArray

INK_SHARE = 20 / 28
"""The longest side of the ink as a share of the (shorter side of the) target."""

FAINTEST_INK = 32
"""A drawing whose strongest mark is fainter than this (of 255) is empty."""

INK_LEVEL = 0.1
"""What is stronger than this share of the strongest mark counts as ink (and than the noise at the border)."""

NOISE_FACTOR = 6
"""Ink is so many times stronger than the median deviation at the border: paper and shadows are none."""

SHORTEST_MARK = 4
"""A drawing whose ink is nowhere so many pixels long is empty."""

Floats = NDArray[np.float64]


def normalise_digit(grey: NDArray[np.uint8], height: int = 28, width: int = 28) -> NDArray[np.uint8]:
    """Bring a drawing, uint8 [H, W] of any size, into the form of MNIST: uint8 [height, width].

    Inverted where the border's median is above 127 (dark ink on light ground). Zeros where there is no ink, or
    no more than a tap of the pen.
    """
    cropped = _crop(*_ink(grey))
    if cropped is None:
        return np.zeros((height, width), np.uint8)
    scale = max(cropped.shape) / (INK_SHARE * min(height, width))
    target = _average(_average(cropped, scale, height).T, scale, width).T
    digit: NDArray[np.uint8] = np.rint(target * (255 / target.max())).astype(np.uint8)
    return digit


def _ink(grey: NDArray[np.uint8]) -> tuple[Floats, float]:
    """The strength of the ink above the ground, 0…255, and how much the ground itself varies."""
    values = grey.astype(np.float64)
    edge = np.concatenate((values[0], values[-1], values[:, 0], values[:, -1]))
    ground = np.median(edge)
    above = ground - values if ground > 127 else values - ground
    return np.clip(above, 0, 255), float(np.median(np.abs(edge - ground)))


def _crop(ink: Floats, noise: float) -> Floats | None:
    """The part of the drawing that holds ink; None where there is as good as none, or just a blot."""
    if ink.max() < FAINTEST_INK:
        return None
    marked = ink > max(INK_LEVEL * ink.max(), NOISE_FACTOR * noise)
    if not marked.any():
        return None
    rows, columns = np.flatnonzero(marked.any(1)), np.flatnonzero(marked.any(0))
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if max(cropped.shape) < SHORTEST_MARK or _is_blot(cropped):
        return None
    return cropped


def _is_blot(ink: Floats) -> bool:
    """Whether the ink is one filled round or square spot, as a tap of the brush leaves: no digit.

    A disc fills 0.785 of its box; of the 22,911 MNIST digits that are as square, two fill more than 0.74.
    """
    square = min(ink.shape) > 0.8 * max(ink.shape)
    return square and bool(ink.mean() > 0.74 * ink.max())


def _average(ink: Floats, scale: float, target: int) -> Floats:
    """The means of `ink`, [N, M], over `target` windows along its first axis: [target, M].

    `scale` is the size of a target pixel in source pixels; below 1 (enlarging) it interpolates linearly. The
    centre of mass comes to the centre of pixel 14 of 28, where it lies on average in MNIST, unless ink would
    be lost over the edge.
    """
    mass = ink.sum(1)
    centre = float((mass * (np.arange(len(ink)) + 0.5)).sum() / mass.sum())
    room = max(0.0, target - len(ink) / scale)
    start = min(max(target // 2 + 0.5 - centre / scale, 0.0), room)
    middle = (np.arange(target, dtype=np.float64) + 0.5 - start) * scale
    half = max(scale, 1) / 2
    means: Floats = (_integral(ink, middle + half) - _integral(ink, middle - half)) / (2 * half)
    return means


def _integral(values: Floats, ends: Floats) -> Floats:
    """The sums of `values` along the first axis from its beginning to each of `ends`, which may be fractional.

    Sums in place of a product of matrices: a BLAS that spins up threads for it may stall on a busy machine.
    """
    sums = np.concatenate((np.zeros_like(values[:1]), values.cumsum(0)))
    ends = ends.clip(0, len(values))
    whole = np.minimum(ends.astype(int), len(values) - 1)
    share = (ends - whole)[:, None]
    integral: Floats = sums[whole] * (1 - share) + sums[whole + 1] * share
    return integral
