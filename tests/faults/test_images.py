"""Bad and unusual images, uploaded to a real server: refused by their content, or shown as the network saw them."""

import base64
import io
import json
import struct
import zipfile
import zlib
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.faults.conftest import Unchanged, code_of
from tests.images.files import chunk, picture, png, save

pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")


def model(channels: int, height: int, width: int) -> str:
    """A network that takes an image of this size as it is."""
    size = {"channels": channels, "height": height, "width": width}
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": 2}]
    return json.dumps({"network": {"input": size, "layers": layers}})


def sent(http: httpx.Client, raw: bytes, *size: int, mime: str = "image/png") -> httpx.Response:
    """The answer of a network of this size to an uploaded file."""
    file = ("picture.png", raw, mime)
    return http.post("/api/v1/predict", files={"image": file}, data={"model": model(*(size or (3, 24, 32)))})


def great_screen() -> bytes:
    """A GIF of two pixels that says it is of four billion."""
    raw = bytearray(save(Image.new("P", (2, 2)), "GIF"))
    raw[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(raw)


def damaged() -> bytes:
    """A PNG with a flipped byte."""
    raw = bytearray(picture())
    raw[60] ^= 0xFF
    return bytes(raw)


def cut(kind: str, share: float) -> bytes:
    """A file of which only so much arrived."""
    raw = picture(kind)
    return raw[: max(12, int(len(raw) * share))]


TEXT_BOMB = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000)))
REFUSED: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 415, "unsupported_image"),
    "a letter": (b"x", 415, "unsupported_image"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_image"),
    "SVG behind XML": (b"<?xml version='1.0'?><svg/>", 415, "unsupported_image"),
    "HTML": (b"<!doctype html><html><script>alert(1)</script>", 415, "unsupported_image"),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0", 415, "unsupported_image"),
    "PDF": (b"%PDF-1.7", 415, "unsupported_image"),
    "TIFF, little end first": (b"II*\0\x08\0\0\0", 415, "unsupported_image"),
    "TIFF, big end first": (b"MM\0*\0\0\0\x08", 415, "unsupported_image"),
    "WAV": (b"RIFF\x24\0\0\0WAVEfmt ", 415, "unsupported_image"),
    "ZIP": (b"PK\x03\x04", 415, "unsupported_image"),
    "AVIF": (b"\0\0\0\x20ftypavif", 415, "unsupported_image"),
    **{
        f"a whole {kind}, which Pillow could read": (picture(kind), 415, "unsupported_image")
        for kind in ("TIFF", "ICO", "PPM", "TGA")
    },
    **{
        f"{share:.0%} of a {kind}": (cut(kind, share), 422, "image_truncated")
        for kind in ("PNG", "GIF", "BMP", "WEBP", "JPEG")
        for share in (0.1, 0.5, 0.9)
    },
    "no width": (png(0, 1, 8, 0, b""), 422, "image_truncated"),
    "no height": (png(1, 0, 8, 0, b""), 422, "image_truncated"),
    "a flipped byte": (damaged(), 422, "image_truncated"),
    "100 megapixels": (png(10_000, 10_000, 8, 2, b""), 413, "image_too_large"),
    "25,000,001 pixels in a row": (png(25_000_001, 1, 8, 2, b""), 413, "image_too_large"),
    "the largest PNG there can be": (png(2**31 - 1, 2**31 - 1, 8, 2, b""), 413, "image_too_large"),
    "a GIF of a huge screen": (great_screen(), 413, "image_too_large"),
    "a text that inflates to 200 MB": (png(1, 1, 8, 0, b"\0\0", TEXT_BOMB), 422, "image_truncated"),
    "10 MB and a byte": (picture() + bytes(10_000_001 - len(picture())), 413, "image_too_large"),
    "12 MB": (picture() + bytes(12_000_000), 413, "body_too_large"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_bad_image_is_refused(http: httpx.Client, unchanged: Unchanged, row: str) -> None:
    raw, status, code = REFUSED[row]
    with unchanged():
        assert code_of(sent(http, raw)) == (status, code)


def test_the_name_and_the_announced_type_count_for_nothing(http: httpx.Client) -> None:
    assert sent(http, picture("JPEG"), mime="text/html").status_code == 200
    assert code_of(sent(http, b"<svg/>", mime="image/png"))[0] == 415


def frames(kind: str) -> bytes:
    """Two frames, the first red."""
    pictures = [Image.new("RGB", (2, 1), colour) for colour in ((255, 0, 0), (0, 255, 0))]
    return save(pictures[0], kind, save_all=True, append_images=pictures[1:], lossless=True)


def turned() -> bytes:
    """A red and a blue pixel one above the other, stored on their side as a camera does."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to see it upright
    stored = Image.new("RGB", (2, 1))
    stored.putdata([(255, 0, 0), (0, 0, 255)])
    return save(stored, exif=exif)


def palette() -> bytes:
    """Two colours of a palette."""
    image = Image.new("P", (2, 1))
    image.putpalette([1, 2, 3, 200, 100, 50])
    image.putpixel((1, 0), 1)
    return save(image)


def polyglot() -> bytes:
    """A picture that is an archive too."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    return save(Image.new("RGB", (1, 1), (1, 2, 3))) + archive.getvalue()


INK = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
INK.putpixel((0, 0), (10, 20, 30, 255))
RED: list[Any] = [255, 0, 0]
ACCEPTED: dict[str, tuple[bytes, list[Any], list[str]]] = {
    "one pixel": (save(Image.new("RGB", (1, 1), (1, 2, 3))), [[[1, 2, 3]]], []),
    "the first frame of a GIF": (frames("GIF"), [[RED, RED]], ["first_frame"]),
    "the first frame of an APNG": (frames("PNG"), [[RED, RED]], ["first_frame"]),
    "the first frame of a WebP": (frames("WEBP"), [[RED, RED]], ["first_frame"]),
    "a picture on its side": (turned(), [[RED], [[0, 0, 255]]], []),
    "16 bits": (
        save(Image.fromarray(np.array([[0, 257, 32_768, 65_535]], np.uint16))),
        [[0, 1, 128, 255]],
        [],
    ),
    "transparency": (save(INK), [[[10, 20, 30], [255, 255, 255]]], ["flattened"]),
    "a palette": (palette(), [[[1, 2, 3], [200, 100, 50]]], []),
    "black and white": (save(Image.fromarray(np.array([[True, False]]))), [[255, 0]], []),
    "a polyglot": (polyglot(), [[[1, 2, 3]]], []),
}


@pytest.mark.parametrize("row", ACCEPTED)
def test_an_unusual_image_is_shown_as_the_network_saw_it(http: httpx.Client, row: str) -> None:
    raw, pixels, notes = ACCEPTED[row]
    expected = np.array(pixels, np.uint8)
    channels = 3 if expected.ndim == 3 else 1
    answer = sent(http, raw, channels, *expected.shape[:2]).json()
    shown = Image.open(io.BytesIO(base64.b64decode(answer["input_png"])))
    assert np.array_equal(np.asarray(shown), expected)
    assert [note["code"] for note in answer["notes"]] == notes


def test_the_original_bytes_are_never_served(http: httpx.Client) -> None:
    answer = sent(http, polyglot(), 3, 1, 1)
    assert b"evil.html" not in answer.content
    assert b"evil.html" not in base64.b64decode(answer.json()["input_png"])


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"data": {"model": "x"}, "files": {"picture": ("a", b"x")}}, 422, "unknown"),
        ({"data": {"nothing": "x"}, "files": {"image": ("a", b"GIF89a")}}, 422, "image_truncated"),
        ({"data": {"model": "{"}, "files": {"image": ("a", picture())}}, 400, "bad_json"),
        ({"files": {"image": ("a", picture())}}, 422, "missing"),
        ({"files": {"model": (None, "lenet5")}}, 422, "missing"),
        ({"files": {"image": (None, "text")}}, 422, "wrong_type"),
    ],
)
def test_forms_that_are_refused(http: httpx.Client, form: dict[str, Any], status: int, code: str) -> None:
    assert code_of(http.post("/api/v1/predict", **form)) == (status, code)


@pytest.mark.parametrize(
    ("boundary", "body"), [("", b""), ("; boundary=x", b"--y\r\n"), ("; boundary=x", b"--x\r\nContent-D")]
)
def test_broken_forms_are_refused(http: httpx.Client, boundary: str, body: bytes) -> None:
    headers = {"content-type": f"multipart/form-data{boundary}"}
    status, _ = code_of(http.post("/api/v1/predict", content=body, headers=headers))
    assert status in (400, 422)
