"""The codec of the sockets and of the pipes to workers.

A message is either a JSON text (a tagged object, see the unions below) or a binary frame with tensors:

    4 bytes   header length, little-endian unsigned
    header    JSON {type, …, tensors: [{name, shape, dtype, low, high, offset}]}
    padding   so that the data begins at a multiple of 8 bytes from the frame's start
    data      the tensors' raw bytes; `offset` counts from the start of the data, each a multiple of 8
"""

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 8
HUGE = np.float32(1e30)
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Tensor:
    """One named array of a frame.

    `data` is float32, or uint8 with `low`/`high`: value = low + u8·(high − low)/255, one pair per channel
    (per leading index), or a single pair for a vector.
    """

    name: str
    data: NDArray[Any]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def value(self) -> NDArray[np.float32]:
        """The float32 values, shape as `data`."""
        if self.data.dtype != np.uint8:
            return self.data.astype(np.float32)
        ends = (-1,) + (1,) * (self.data.ndim - 1)
        low = np.asarray(self.low, np.float32).reshape(ends)
        high = np.asarray(self.high, np.float32).reshape(ends)
        values: NDArray[np.float32] = low + self.data * ((high - low) / np.float32(255))
        return values


Floats = NDArray[np.float32]
Named = tuple[str, Floats, Mapping[str, Any]]
"""A name, the values [C, H, W] or [N], and what else a tensor says."""


def quantise(name: str, values: Floats, **extra: Any) -> Tensor:
    """Quantise `values` to uint8; see `quantise_all`."""
    return quantise_all([(name, values, extra)])[0]


def quantise_all(named: Sequence[Named]) -> list[Tensor]:
    """Quantise to uint8, per channel for [C, H, W], over the whole for a vector [N].

    All in one pass: a frame has many small maps, and calls cost more than numbers. Values that are not finite
    (weights that exploded) become 0 or the largest there is, and their tensor says `finite: false`.
    """
    if not named:
        return []
    starts, lengths, bounds = _rows(tuple(values.shape for _, values, _ in named))
    flat = np.concatenate([values.reshape(-1) for _, values, _ in named])
    low, high = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
    if not np.isfinite(low.sum() + high.sum()):
        return quantise_all([_tamed(*one) for one in named])
    span = np.where(high > low, high - low, 1)
    flat -= np.repeat(low, lengths)
    flat *= np.repeat(255 / span, lengths)
    levels = np.rint(flat, out=flat).astype(np.uint8)
    lows, highs = low.tolist(), high.tolist()
    return [
        Tensor(name, levels[begin:end].reshape(values.shape), lows[first:last], highs[first:last], extra)
        for (name, values, extra), (begin, end, first, last) in zip(named, bounds, strict=True)
    ]


@lru_cache(maxsize=64)
def _rows(
    shapes: tuple[tuple[int, ...], ...],
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[tuple[int, int, int, int]]]:
    """Where the rows that are quantised together begin, how long they are, and of each shape: its numbers, its rows."""
    lengths: list[int] = []
    bounds, begin = [], 0
    for shape in shapes:
        rows, size = (shape[0] if len(shape) > 1 else 1), math.prod(shape)
        bounds.append((begin, begin + size, len(lengths), len(lengths) + rows))
        lengths += [size // rows] * rows
        begin += size
    starts = np.cumsum([0, *lengths[:-1]])
    return starts, np.array(lengths), bounds


def _tamed(name: str, values: Floats, extra: Mapping[str, Any]) -> Named:
    if np.abs(values).max() <= HUGE:
        return name, values, extra
    return name, np.nan_to_num(values, nan=0.0).clip(-HUGE, HUGE), {**extra, "finite": False}


def encode_frame(header: Mapping[str, Any], tensors: Sequence[Tensor]) -> bytes:
    """One binary frame; `header` needs a `type`, `tensors` is filled in here."""
    entries, blocks, offset = [], [], 0
    for tensor in tensors:
        raw = np.ascontiguousarray(tensor.data).tobytes()
        entry = {"name": tensor.name, "shape": list(tensor.data.shape), "dtype": str(tensor.data.dtype)}
        entries.append(
            {**entry, "low": list(tensor.low), "high": list(tensor.high), "offset": offset, **tensor.extra}
        )
        blocks.append(raw + bytes(-len(raw) % ALIGNMENT))
        offset += len(blocks[-1])
    text = json.dumps({**header, "tensors": entries}, allow_nan=False, separators=(",", ":")).encode()
    padding = bytes(-(_LENGTH.size + len(text)) % ALIGNMENT)
    return b"".join([_LENGTH.pack(len(text)), text, padding, *blocks])


def decode_header(frame: bytes) -> tuple[dict[str, Any], int]:
    """The JSON header of a binary frame and where its data begins."""
    (length,) = _LENGTH.unpack_from(frame)
    end = _LENGTH.size + length
    header: dict[str, Any] = json.loads(frame[_LENGTH.size : end])
    return header, end + (-end % ALIGNMENT)


def decode_frame(frame: bytes) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The header and the tensors, by name, of a binary frame (views into `frame`)."""
    header, start = decode_header(frame)
    tensors = {}
    for entry in header["tensors"]:
        count = int(np.prod(entry["shape"], dtype=np.int64))
        data = np.frombuffer(frame, entry["dtype"], count, start + entry["offset"]).reshape(entry["shape"])
        known = {"name", "shape", "dtype", "low", "high", "offset"}
        extra = {key: value for key, value in entry.items() if key not in known}
        tensors[entry["name"]] = Tensor(entry["name"], data, entry["low"], entry["high"], extra)
    return header, tensors
