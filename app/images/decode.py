"""Decoding of untrusted image bytes into plain pixels. Run it in a child with limits: see `app.images.child`.

Accepted by content, whatever name or MIME type came along: PNG, JPEG, WebP, GIF, BMP.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.errors import InvalidInput, TooLarge, Unsupported

MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
NEARLY_WHITE = 224
"""Where what shows of a transparent image is lighter than this on average, its ground is black."""

_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    struct.error,
    zlib.error,
)
"""What Pillow's readers raise on broken files."""

_PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True)
class Note:
    """Something that was done to an image and that its owner should know."""

    code: str
    detail: str
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decoded:
    """Pixels, uint8 [H, W] (grey) or [H, W, 3] (RGB), upright and opaque, with notes on what was changed."""

    pixels: NDArray[np.uint8]
    notes: tuple[Note, ...] = ()


def decode(raw: bytes, longest: int | None = None) -> Decoded:
    """Decode one image; with `longest`, a larger one is reduced so that its longest side has so many pixels.

    EXIF rotation is applied and dropped, 16 bits are scaled to 8, CMYK and palettes become RGB, transparency
    is composited on white (on black where what shows is itself nearly white), and of several frames the
    first is taken. Raises `Unsupported` for other formats, `TooLarge` (`image_too_large`) beyond 10 MB or 25
    million pixels, from the header alone, and `InvalidInput` (`image_truncated`) for broken files.
    """
    check_bytes(raw)
    with _app_errors():
        return _decode(_open(raw, sniff(raw)), longest)


def measure(raw: bytes) -> tuple[int, int, bool]:
    """Height and width, and whether it is grey, from the header alone; raises as `decode` does."""
    check_bytes(raw)
    with _app_errors():
        image = _open(raw, sniff(raw))
        return image.height, image.width, image.mode in ("1", "L", "LA") or image.mode.startswith("I")


def _too_large() -> TooLarge:
    limits = {"megabytes": MAX_BYTES // 1_000_000, "megapixels": MAX_PIXELS // 1_000_000}
    detail = "The image is larger than {megabytes} MB or {megapixels} million pixels.".format(**limits)
    return TooLarge.of("image_too_large", detail, **limits)


@contextmanager
def _app_errors() -> Iterator[None]:
    try:
        yield
    except (MemoryError, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except _DAMAGE as error:
        raise InvalidInput("The image is damaged or cut short.", code="image_truncated") from error


def check_bytes(raw: bytes) -> None:
    """What can be refused without decoding: raises `TooLarge` or `Unsupported`."""
    if len(raw) > MAX_BYTES:
        raise _too_large()
    sniff(raw)


def sniff(raw: bytes) -> str:
    """The format of an image by its first bytes, in Pillow's terms; raises `Unsupported`."""
    for kind, signatures in _SIGNATURES.items():
        if raw.startswith(signatures) and (kind != "WEBP" or raw[8:12] == b"WEBP"):
            return kind
    raise Unsupported("This is no PNG, JPEG, WebP, GIF or BMP image.", code="unsupported_image")


_SIGNATURES = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "WEBP": (b"RIFF",),
    "BMP": (b"BM",),
}


def _open(raw: bytes, kind: str) -> Image.Image:
    image = Image.open(io.BytesIO(raw), formats=(kind,))
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if kind == "PNG" and _PNG_END not in raw:
        raise EOFError("the end of the PNG is missing")
    return image


def _decode(image: Image.Image, longest: int | None) -> Decoded:
    notes = []
    if getattr(image, "is_animated", False):
        notes.append(Note("first_frame", "Only the first frame is used."))
    image.load()
    image = _upright(_plain(image))
    if longest is not None and max(image.size) > longest:
        size = {"height": image.height, "width": image.width}
        notes.append(Note("reduced", f"Reduced from {image.width} × {image.height} pixels.", size))
        image = _reduce(image, longest)
    if image.mode == "RGBA":
        image, ground = _flatten(image)
        notes.append(Note("flattened", f"Transparency was put on {ground}.", {"ground": ground}))
    return Decoded(np.asarray(image, np.uint8), tuple(notes))


def _plain(image: Image.Image) -> Image.Image:
    """The image in mode L, RGB, or, where something shows through, RGBA."""
    if image.mode.startswith("I"):
        return _scale_deep(image)
    if not image.has_transparency_data:
        mode = "L" if image.mode in ("1", "L") else "RGB"
        return image if image.mode == mode else image.convert(mode)
    image = image.convert("RGBA")
    opaque = np.asarray(image.getchannel("A")).min() == 255
    return image.convert("RGB") if opaque else image


def _scale_deep(image: Image.Image) -> Image.Image:
    """16-bit grey, scaled to 8 bits and not clipped."""
    values = np.asarray(image).clip(0, 65_535).astype(np.uint32)
    return Image.fromarray(((values + 128) // 257).astype(np.uint8))


def _upright(image: Image.Image) -> Image.Image:
    """Rotated as its EXIF data say; as it is where they cannot be read."""
    with suppress(*_DAMAGE):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _reduce(image: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def _flatten(image: Image.Image) -> tuple[Image.Image, str]:
    ground = "black" if _shown(image) > NEARLY_WHITE else "white"
    canvas = Image.new("RGBA", image.size, ground)
    canvas.alpha_composite(image)
    return canvas.convert("RGB"), ground


def _shown(image: Image.Image) -> float:
    """The mean luma of what shows of an RGBA image, from a small copy."""
    small = _reduce(image, 256) if max(image.size) > 256 else image
    opacity = np.asarray(small.getchannel("A"), np.float32) + 1e-6
    return float(np.average(np.asarray(small.convert("L")), weights=opacity))
