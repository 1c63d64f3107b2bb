"""Every kind of image that may be thrown at the decoder."""

import contextlib
import struct

import numpy as np
import pytest
from PIL import Image

from app.errors import InvalidInput, TooLarge, Unsupported
from app.images.decode import decode
from tests.images.files import colours, picture, png, save

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")


def note_codes(raw: bytes) -> list[str]:
    return [note.code for note in decode(raw).notes]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "WEBP", "JPEG"])
def test_the_five_formats_are_read(kind: str) -> None:
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 95}}.get(kind, {})
    decoded = decode(picture(kind, **options))
    difference = decoded.pixels.astype(int) - colours()
    assert decoded.pixels.dtype == np.uint8
    assert np.abs(difference).mean() < {"GIF": 20, "JPEG": 4}.get(kind, 0.001)
    assert decoded.notes == ()


def test_grey_stays_one_plane() -> None:
    grey = colours()[..., 0]
    assert np.array_equal(decode(save(Image.fromarray(grey))).pixels, grey)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0), (128, 0), (129, 1), (257, 1), (1_000, 4), (32_768, 128), (65_535, 255)]
)
def test_sixteen_bits_are_scaled_and_not_clipped(value: int, expected: int) -> None:
    deep = Image.fromarray(np.array([[value, 65_535]], np.uint16))
    assert decode(save(deep)).pixels.tolist() == [[expected, 255]]


def test_sixteen_bit_colour_is_scaled() -> None:
    rows = b"\0" + struct.pack(">6H", 65_535, 0, 32_768, 257, 514, 40_000)
    assert decode(png(2, 1, 16, 2, rows)).pixels.tolist() == [[[255, 0, 128], [1, 2, 156]]]


def test_two_bits_are_scaled() -> None:
    assert decode(png(4, 1, 2, 0, b"\0\x1b")).pixels.tolist() == [[0, 85, 170, 255]]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_applied(orientation: int) -> None:
    upright = colours(4, 6)
    turned = _stored_as(orientation, upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    raw = save(Image.fromarray(turned), "PNG", exif=exif)
    assert np.array_equal(decode(raw).pixels, upright)


def _stored_as(orientation: int, upright: np.ndarray) -> np.ndarray:
    """How a camera stores an upright picture, by the table of the EXIF standard."""
    transposed = upright.swapaxes(0, 1)
    return {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: transposed,
        6: transposed[::-1],
        7: transposed[::-1, ::-1],
        8: transposed[:, ::-1],
    }[orientation].copy()


def test_unreadable_exif_data_are_ignored() -> None:
    raw = picture("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage")
    assert decode(raw).pixels.shape == (24, 32, 3)


def test_white_ink_on_nothing_is_put_on_black() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((0, 0), (255, 255, 255, 255))
    assert decode(save(image)).pixels[0, :, 0].tolist() == [255, 0]


def test_half_transparency_is_mixed() -> None:
    assert decode(save(Image.new("RGBA", (1, 1), (0, 0, 0, 128)))).pixels[0, 0, 0] == 127


def test_an_alpha_channel_that_hides_nothing_needs_no_note() -> None:
    assert note_codes(save(Image.new("RGBA", (2, 2), (1, 2, 3, 255)))) == []


def test_grey_with_alpha_and_transparent_palettes_are_flattened() -> None:
    grey = Image.new("LA", (1, 1), (0, 0))
    palette = Image.new("P", (1, 1), 0)
    assert note_codes(save(grey)) == ["flattened"]
    assert note_codes(save(palette, transparency=0)) == ["flattened"]
    assert note_codes(save(palette, "GIF", transparency=0)) == ["flattened"]


def test_cmyk_becomes_rgb() -> None:
    raw = save(Image.new("CMYK", (8, 8), (255, 0, 0, 0)), "JPEG", quality=95)
    red, green, blue = decode(raw).pixels[4, 4]
    assert red < 10
    assert green > 245
    assert blue > 245


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_the_first_frame_is_taken_with_a_note(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ((200, 0, 0), (0, 200, 0))]
    raw = save(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    decoded = decode(raw)
    assert decoded.pixels[0, 0].tolist() == [200, 0, 0]
    assert [note.code for note in decoded.notes] == ["first_frame"]


def test_large_images_are_reduced_where_asked() -> None:
    decoded = decode(save(Image.fromarray(colours(40, 100))), longest=50)
    assert decoded.pixels.shape == (20, 50, 3)
    assert decoded.notes[0].params == {"height": 40, "width": 100}
    assert decode(save(Image.fromarray(colours(40, 50))), longest=50).notes == ()


def test_random_damage_never_raises_anything_else() -> None:
    generator = np.random.default_rng(0)
    for kind in ("PNG", "GIF", "BMP", "WEBP", "JPEG"):
        raw = np.frombuffer(picture(kind), np.uint8)
        for _ in range(60):
            damaged = raw.copy()
            damaged[generator.integers(0, len(raw), 5)] = generator.integers(0, 256, 5)
            _decode_or_refuse(damaged.tobytes())


def _decode_or_refuse(raw: bytes) -> None:
    with contextlib.suppress(InvalidInput, TooLarge, Unsupported):
        assert decode(raw).pixels.dtype == np.uint8
