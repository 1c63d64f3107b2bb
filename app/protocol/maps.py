"""Feature maps as they go into a frame: at most 64 channels a layer and 512 KB a frame, larger maps reduced."""

from collections.abc import Mapping

import numpy as np

from app.protocol.codec import Floats, Tensor, quantise_all

MAX_CHANNELS = 64
MAX_VECTOR = 16_384
FRAME_BYTES = 512_000
LEAST_BYTES = 128_000
"""Of maps, however large the picture beside them."""
LONGEST_SIDE = 512


def map_tensors(outputs: Mapping[str, Floats], beside: int = 0) -> list[Tensor]:
    """Quantise outputs, [C, H, W] or [N], by path; what does not fit into a frame is averaged over areas.

    `beside` counts the bytes of what else the frame holds. A reduced map says its `scale`, a layer with more
    channels than are sent says how many `channels` it has.
    """
    shown = {path: _first(values) for path, values in outputs.items()}
    scales = _scales(shown, max(FRAME_BYTES - beside - _described(shown), LEAST_BYTES))
    return quantise_all(
        [
            (path, reduce_area(values, scales[path]), _remarks(outputs[path], values, scales[path]))
            for path, values in shown.items()
        ]
    )


def _described(shown: Mapping[str, Floats]) -> int:
    """About the bytes that these maps take in the frame's header: their names, and two ends a channel."""
    ends = sum(len(values) if values.ndim > 1 else 1 for values in shown.values())
    return 150 * len(shown) + 45 * ends


def _first(values: Floats) -> Floats:
    return values[: MAX_CHANNELS if values.ndim > 1 else MAX_VECTOR]


def _remarks(all_values: Floats, values: Floats, scale: int) -> dict[str, int]:
    remarks = {"scale": scale} if scale > 1 else {}
    return remarks | ({"channels": len(all_values)} if len(all_values) > len(values) else {})


def _scales(shown: Mapping[str, Floats], budget: int) -> dict[str, int]:
    """Divisors of the sides: the largest layers are halved again until all of them fit."""
    scales = {
        path: max(1, -(-max(values.shape[1:], default=1) // LONGEST_SIDE)) for path, values in shown.items()
    }
    while sum(_size(values, scales[path]) for path, values in shown.items()) > budget:
        path = max(shown, key=lambda path: _size(shown[path], scales[path]) * (shown[path].ndim > 1))
        if shown[path].ndim == 1 or scales[path] >= max(shown[path].shape[1:]):
            break
        scales[path] *= 2
    return scales


def _size(values: Floats, scale: int) -> int:
    if values.ndim == 1:
        return len(values)
    channels, height, width = values.shape
    return int(channels * -(-height // scale) * -(-width // scale))


def reduce_area(values: Floats, scale: int) -> Floats:
    """The means of scale×scale areas of [C, H, W]; smaller areas at the right and at the bottom."""
    if scale == 1:
        return values
    for axis in (1, 2):
        starts = np.arange(0, values.shape[axis], scale)
        counts = np.diff(starts, append=values.shape[axis]).astype(np.float32)
        sums: Floats = np.add.reduceat(values, starts, axis)
        values = (sums / counts.reshape((-1, 1) if axis == 1 else (-1,))).astype(np.float32, copy=False)
    return values
