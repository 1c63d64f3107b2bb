"""Zips that lead out, link, lie, overlap or explode."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.datasets.archive import list_entries, open_archive, parts_of
from app.datasets.limits import DEFAULT
from app.errors import InvalidInput, PlaygroundError, TooLarge


def make(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return path


def listing(path: Path) -> list[str]:
    with open_archive(path) as archive:
        return ["/".join(parts_of(entry)) for entry in list_entries(archive)]


def refusal(path: Path) -> PlaygroundError:
    with pytest.raises((InvalidInput, TooLarge)) as caught:
        listing(path)
    return caught.value


def test_an_ordinary_zip_is_listed_in_order(tmp_path: Path) -> None:
    path = make(tmp_path / "x", ("b/1.png", b"x"), ("a/1.png", b"y"), ("c\\2.png", b"z"))
    assert listing(path) == ["b/1.png", "a/1.png", "c/2.png"]


def test_the_litter_of_file_managers_is_left_out(tmp_path: Path) -> None:
    litter = ("__MACOSX/a/._1.png", "a/.DS_Store", "a/Thumbs.db", "desktop.ini")
    assert listing(make(tmp_path / "x", *((name, b"x") for name in litter), ("a/1.png", b"x"))) == ["a/1.png"]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "a/../../evil.png",
        "a\\..\\..\\evil.png",
        "/etc/passwd",
        "\\windows\\evil.png",
        "C:/evil.png",
        "C:evil.png",
        "a/b\0.png",
        "a/\x1b[31m.png",
        "a/\u202egnp.exe",
        "/",
        ".",
    ],
)
def test_paths_that_lead_out_or_cannot_be_shown_are_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    error = refusal(make(tmp_path / "x", (info, b"x")))
    assert (error.status, error.code) == (422, "bad_path")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("a/1.png")
    info.external_attr = (kind | 0o777) << 16
    error = refusal(make(tmp_path / "x", (info, b"/etc/passwd")))
    assert (error.status, error.code) == (422, "link")


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    error = refusal(make(tmp_path / "x", ("a/1.png", bytes(10_000_000))))
    assert (error.status, error.code) == (413, "zip_too_large")


def test_a_large_total_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "x", ("a/1.png", b"x"))
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02")
    raw[place + 20 : place + 28] = struct.pack("<II", 20_000_000, 1_100_000_000)
    path.write_bytes(raw)
    assert refusal(path).status == 413


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "x", *((f"a/{number}.png", b"x" * 50) for number in range(3)))
    raw = path.read_bytes()
    patched = bytearray(raw)
    for match in _places(raw, b"PK\x01\x02"):
        patched[match + 42 : match + 46] = struct.pack("<I", 0)
    path.write_bytes(patched)
    assert refusal(path).status == 413


def _places(raw: bytes, needle: bytes) -> list[int]:
    return [place for place in range(len(raw)) if raw.startswith(needle, place)]


def test_encrypted_and_unusual_zips_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a/1.png", b"x")
    assert refusal(path).code == "bad_zip"
    make(path, ("a/1.png", b"x"))
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refusal(path).code == "bad_zip"


def _end(count: int, size: int = 0, offset: int = 0) -> bytes:
    return struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, min(count, 65_535), min(count, 65_535), size, offset, 0
    )


def _end64(count: int, size: int = 0) -> bytes:
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    return record + locator + _end(65_535)


def _many_signatures() -> bytes:
    directory = (b"PK\x01\x02" + bytes(43)) * (DEFAULT.files + 1)
    return directory + _end(5, len(directory))


@pytest.mark.parametrize(
    "content",
    [lambda: _end64(10**6), lambda: _end64(5, 10**9), lambda: _end(5, 2**31), _many_signatures],
    ids=["a million entries", "a large directory, 64 bit", "a large directory", "more entries than it says"],
)
def test_too_many_entries_are_refused_before_the_directory_is_read(
    tmp_path: Path, content: Callable[[], bytes]
) -> None:
    (tmp_path / "x").write_bytes(content())
    error = refusal(tmp_path / "x")
    assert (error.status, error.code) == (413, "zip_too_large")


def test_a_file_of_more_than_200_mb_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(200_000_001)
    assert refusal(tmp_path / "x").status == 413


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK",
        b"PK\x05\x06",
        b"\x89PNG\r\n\x1a\n",
        _end(1, 46, 0),
        b"x" * 100 + _end(65_535),
        b"PK\x06\x07" + bytes(16) + _end(65_535),
    ],
)
def test_what_is_no_zip_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x").write_bytes(raw)
    assert refusal(tmp_path / "x").code == "bad_zip"


def test_a_zip_cut_short_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/1.png", b"x" * 1_000)
    (tmp_path / "x").write_bytes(buffer.getvalue()[:900])
    assert refusal(tmp_path / "x").code == "bad_zip"
