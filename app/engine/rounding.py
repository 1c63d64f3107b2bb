"""Numbers as they are told: all that a float32 knows, and null for what is not finite."""

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.terms import Array


def rounded(values: Array | np.float64) -> NDArray[np.float64]:
    """All that a float32 knows and no more digits: eight significant ones."""
    wide = np.asarray(values, np.float64)
    digits = 7 - np.floor(np.log10(np.maximum(np.abs(wide), 1e-30)))
    scale = 10.0**digits
    return np.asarray(np.rint(wide * scale) / scale)


def number(value: float | None) -> float | None:
    """The number rounded so; None where it is not finite."""
    return None if value is None or not isfinite(value) else float(rounded(np.float64(value)))


def cube(values: Array | None) -> list[Any] | None:
    """A cube [C, h, w] as lists; what is not finite counts as 0 or as the largest float."""
    if values is None:
        return None
    cells: list[Any] = rounded(np.nan_to_num(values)).tolist()
    return cells
