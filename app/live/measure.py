"""The worker's answer to `field`: the measured receptive field of one unit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 4
"""Of the shares in the heat."""


def field_message(model: Any, images: NDArray[np.uint8], asked: Mapping[str, Any]) -> dict[str, Any]:
    """As `app.live.field.MeasuredField`, of a `LiveModel`; images are uint8 [N, C, H, W]."""
    from app.engine.measured_field import centre_of, effective_size, measured_field

    heat = measured_field(model, images, asked["path"], (asked["channel"], asked["y"], asked["x"]))
    high = float(heat.max())
    return {
        "heat": (heat / (high or 1.0)).round(DIGITS).tolist(),
        "high": high,
        "size": effective_size(heat),
        "centre": centre_of(heat),
    }
