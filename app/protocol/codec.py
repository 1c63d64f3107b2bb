"""The codec of the sockets and of the pipes to workers.

A message is either a JSON text (a tagged object, see the unions below) or a binary frame with tensors:

    4 bytes   header length, little-endian unsigned
    header    JSON {type, …, tensors: [{name, shape, dtype, low, high, offset}]}
    padding   so that the data begins at a multiple of 8 bytes from the frame's start
    data      the tensors' raw bytes; `offset` counts from the start of the data, each a multiple of 8
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


def quantise(name: str, values: NDArray[np.float32], **extra: Any) -> Tensor:
    """Quantise `values` to uint8, per channel for [C, H, W], over the whole for a vector [N].

    Values that are not finite (weights that exploded) become 0 or the largest there is, and the tensor says
    `finite: false`.
    """
    rows = values.reshape(len(values), -1) if values.ndim > 1 else values.reshape(1, -1)
    low, high = rows.min(1), rows.max(1)
    if not np.isfinite(low.sum() + high.sum()):
        rows = np.nan_to_num(rows, nan=0.0).clip(-HUGE, HUGE)
        low, high, extra = rows.min(1), rows.max(1), {**extra, "finite": False}
    span = np.where(high > low, high - low, 1)
    levels = np.rint((rows - low[:, None]) * (255 / span)[:, None]).astype(np.uint8)
    return Tensor(name, levels.reshape(values.shape), low.tolist(), high.tolist(), extra)


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
