"""Image files for the tests, made on the spot: some by Pillow, the ill ones byte by byte."""

import io
import struct
import zlib

import numpy as np
from PIL import Image


def save(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """`image` as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def colours(height: int = 24, width: int = 32) -> np.ndarray:
    """A smooth picture, uint8 [H, W, 3], different along both axes and in every channel."""
    down, across = np.mgrid[0:height, 0:width]
    planes = (down * 255 / (height - 1), across * 255 / (width - 1), 255 - down * 255 / (height - 1))
    return np.stack(planes, -1).astype(np.uint8)


def picture(kind: str = "PNG", **options: object) -> bytes:
    """`colours()` as a file."""
    return save(Image.fromarray(colours()), kind, **options)


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *chunks: bytes) -> bytes:
    """A PNG put together by hand; `rows` are the scan lines with their filter bytes."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def slow_png() -> bytes:
    """A valid picture of nearly 25 million pixels in few bytes, which takes a while to decode."""
    width, height = 5_000, 4_990
    return png(width, height, 8, 6, bytes((1 + 4 * width) * height))
