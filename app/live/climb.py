"""The worker's answer to `maximise`: pictures on the way to what makes one number of a network large."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.protocol import Tensor, encode_frame

Pixels = NDArray[np.uint8]


def climb_frame(model: Any, asked: Mapping[str, Any], prepare: Callable[[], Pixels]) -> bytes:
    """A frame with `values`, `at`, `flat`, and the tensor `frames`, uint8 [N, C, H, W]; of a `LiveModel`.

    `asked` has a `goal` and an `ascent` as in `app.engine.maximise`, `start` and a number of `frames`; `prepare` gives
    the image that it starts from, if it does.
    """
    from app.engine.maximise import Ascent, Goal, maximise

    start = prepare() if asked["start"] == "image" else asked["start"]
    found = maximise(model, Goal(**asked["goal"]), Ascent(**asked["ascent"]), start, asked["frames"])
    header = {
        "type": "maximised",
        "values": [value if isfinite(value) else None for value in found.values],
        "at": found.at,
        "flat": found.is_flat,
    }
    return encode_frame(header, [Tensor("frames", found.frames)])
