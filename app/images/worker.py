"""The program of the decode process: `python -m app.images.worker`.

Frames go over its standard input and output: a 4-byte little-endian length, a JSON header of that length,
then the `bytes` that the header counts. It says `{"ready": true}` once, then answers each request.
"""

import json
import struct
import sys
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from PIL import Image

from app.errors import PlaygroundError
from app.images.decode import decode
from app.images.limits import allow_seconds, confine

LENGTH = struct.Struct("<I")


def pack(header: Mapping[str, Any], data: bytes = b"") -> bytes:
    """One frame."""
    text = json.dumps({**header, "bytes": len(data)}).encode()
    return LENGTH.pack(len(text)) + text + data


def main() -> None:
    """Answer requests until the input ends."""
    warnings.simplefilter("ignore")
    Image.init()
    confine()
    _send(sys.stdout.buffer, pack({"ready": True}))
    while request := _receive(sys.stdin.buffer):
        allow_seconds(request[0]["seconds"])
        _send(sys.stdout.buffer, _answer(*request))


def _answer(header: Mapping[str, Any], raw: bytes) -> bytes:
    try:
        decoded = decode(raw, header["longest"])
    except PlaygroundError as error:
        kind = type(error).__name__
        return pack({"error": kind, "code": error.code, "detail": error.detail, "params": error.params})
    notes = [asdict(note) for note in decoded.notes]
    return pack({"shape": decoded.pixels.shape, "notes": notes}, decoded.pixels.tobytes())


def _receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    header: dict[str, Any] = json.loads(stream.read(LENGTH.unpack(prefix)[0]))
    return header, stream.read(header["bytes"])


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    main()
