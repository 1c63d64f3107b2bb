"""The worker's binary answers: what a network makes of an image, and its filters."""

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.protocol import Tensor, encode_frame
from app.protocol.maps import map_tensors

FILTER_BYTES = 8_000_000
"""Filters of layers beyond this are left out, largest first."""


def result_frame(
    inference: Any,
    prepared: NDArray[np.uint8],
    *,
    seq: int,
    empty: bool,
    needs: tuple[str, tuple[int, ...]] | None,
    milliseconds: float,
    exact: bool,
    notes: list[dict[str, Any]],
) -> bytes:
    """The frame `result` (see `app.protocol.live_server.Result`); with `exact`, float32 maps of any size."""
    shows = inference.probabilities is not None and not empty
    header = {
        "type": "result",
        "seq": seq,
        "probabilities": _finite(inference.probabilities) if shows else None,
        "logits": [] if inference.logits is None else _numbers(inference.logits),
        "empty": empty,
        "misfit": _misfit(*needs) if needs else None,
        "notes": notes,
        "milliseconds": round(milliseconds, 3),
    }
    tensors = [Tensor(path, values) for path, values in inference.outputs.items()] if exact else None
    image = Tensor("input", prepared, [0.0] * len(prepared), [255.0] * len(prepared))
    return encode_frame(header, [image, *(tensors or map_tensors(inference.outputs))])


def _numbers(values: NDArray[np.float32]) -> list[float | None]:
    return [value if isfinite(value) else None for value in values.tolist()]


def _finite(values: NDArray[np.float32]) -> list[float] | None:
    """Probabilities, or None where the weights have exploded."""
    return values.tolist() if np.isfinite(values).all() else None


def _misfit(path: str, needs: tuple[int, ...]) -> dict[str, Any]:
    shape = " × ".join(map(str, needs))
    return {
        "path": path,
        "needs": list(needs),
        "detail": f"{path} takes {shape}; this image gives another size.",
    }


def filters_frame(filters: dict[str, NDArray[np.float32]]) -> bytes:
    """The frame `filters`: float32 weights by path."""
    kept = dict(sorted(filters.items(), key=lambda item: item[1].nbytes))
    room = FILTER_BYTES
    for path, values in list(kept.items()):
        room -= values.nbytes
        if room < 0:
            del kept[path]
    tensors = [Tensor(path, values) for path, values in filters.items() if path in kept]
    return encode_frame({"type": "filters"}, tensors)
