"""Pixels as PNG, for pages and scripts to show."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def encode_png(planes: NDArray[np.uint8]) -> bytes:
    """uint8 [1, H, W] (grey) or [3, H, W] (RGB) as a PNG file."""
    image = planes[0] if len(planes) == 1 else planes.transpose(1, 2, 0)
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(out, "PNG", compress_level=1)
    return out.getvalue()
