"""The IDX format of MNIST and its relatives, plain or gzipped.

http://yann.lecun.com/exdb/mnist/: two zero bytes, a type byte (8 = uint8), the number of dimensions, one
big-endian uint32 for each, then the data in row-major order.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import InvalidInput

_UINT8 = 8
_MAX_DIMENSIONS = 4


def read_idx(path: Path, max_bytes: int = 1 << 30) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes; gzipped where the name ends in `.gz`.

    Raises `InvalidInput` (`bad_idx`) where header or length are wrong or it unpacks beyond `max_bytes`.
    """
    raw = _read(path, max_bytes)
    shape = _shape(raw, path.name)
    start = 4 + 4 * len(shape)
    if len(raw) - start != math.prod(shape):
        raise _bad(path.name, f"holds {len(raw) - start} bytes of data, its header says {math.prod(shape)}")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)


def _read(path: Path, max_bytes: int) -> bytes:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            raw: bytes = file.read(max_bytes + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _bad(path.name, "is a broken gzip file") from error
    if len(raw) > max_bytes:
        raise _bad(path.name, f"unpacks to more than {max_bytes} bytes")
    return raw


def _shape(raw: bytes, name: str) -> tuple[int, ...]:
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] != _UINT8 or not 1 <= raw[3] <= _MAX_DIMENSIONS:
        raise _bad(name, "does not begin like an IDX file of bytes")
    if len(raw) < 4 + 4 * raw[3]:
        raise _bad(name, "ends within its header")
    return struct.unpack_from(f">{raw[3]}I", raw, 4)


def _bad(name: str, what: str) -> InvalidInput:
    return InvalidInput.of("bad_idx", f"{name} {what}.", file=name)
