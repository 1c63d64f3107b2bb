"""What a zip of images says it holds, checked before anything is unpacked.

Nothing here trusts the archive: counts come from its end record first, then paths, kinds of entries, sizes
and overlaps are checked, and only then is any entry opened. No entry is ever written under its own name.
"""

import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.errors import InvalidInput, TooLarge

MAX_ZIP_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
MAX_ENTRIES = 100_000
MAX_RATIO = 100
MAX_DIRECTORY_BYTES = 32_000_000

_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_ENTRY, _END, _END64, _LOCATOR = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_HEADER = 30


def list_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files and folders of an archive in order, without the litter of file managers.

    Raises `InvalidInput` (`bad_path`, `link`, `bad_zip`) and `TooLarge` (`zip_too_large`).
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _too_many()
    for entry in entries:
        _check_entry(entry)
    _check_sizes(entries)
    _check_overlaps(entries, archive.start_dir)
    return [entry for entry in entries if not _JUNK & set(parts_of(entry))]


def parts_of(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """The components of an entry's path; backslashes, which some programs write, divide too."""
    return PurePosixPath(entry.orig_filename.replace("\\", "/")).parts


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip whose size and number of entries are within the limits.

    Raises `InvalidInput` (`bad_zip`) and `TooLarge` (`zip_too_large`).
    """
    if path.stat().st_size > MAX_ZIP_BYTES:
        raise too_large("it is larger than 200 MB")
    with path.open("rb") as file:
        _check_directory(file)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as error:
        raise _damaged() from error


def _check_directory(file: BinaryIO) -> None:
    """Count the entries by the end record, and then by their signatures in the directory itself."""
    count, size, offset = _end_record(file)
    if count > MAX_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise _too_many()
    file.seek(offset)
    if file.read(size).count(_ENTRY) > MAX_ENTRIES:
        raise _too_many()


def _end_record(file: BinaryIO) -> tuple[int, int, int]:
    """Number of entries, and size and offset of the directory."""
    length = file.seek(0, 2)
    begin = max(0, length - 65_557)
    file.seek(begin)
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + 22:
        raise _damaged()
    count, size, offset = struct.unpack_from("<HII", tail, place + 10)
    if count == 0xFFFF or 0xFFFFFFFF in (size, offset):
        return _end_record_64(file, tail[max(0, place - 20) : place])
    return count, size, max(0, begin + place - size)


def _end_record_64(file: BinaryIO, locator: bytes) -> tuple[int, int, int]:
    if not locator.startswith(_LOCATOR) or len(locator) < 20:
        raise _damaged()
    file.seek(min(struct.unpack_from("<Q", locator, 8)[0], MAX_ZIP_BYTES))
    record = file.read(56)
    if not record.startswith(_END64) or len(record) < 56:
        raise _damaged()
    count, size, offset = struct.unpack_from("<QQQ", record, 32)
    return count, size, min(offset, MAX_ZIP_BYTES)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = parts_of(entry)
    absolute = name.startswith(("/", "\\")) or ":" in (parts[0] if parts else "")
    if not parts or absolute or ".." in parts or not name.isprintable():
        raise InvalidInput("The zip holds a path that leads out of it or cannot be shown.", code="bad_path")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InvalidInput("The zip holds a link or a device.", code="link")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InvalidInput("The zip is encrypted or packed in an unusual way.", code="bad_zip")


def _check_sizes(entries: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed, 1):
        raise too_large("it unpacks to more than 1 GB or to 100 times its size")


def _check_overlaps(entries: Sequence[zipfile.ZipInfo], directory: int) -> None:
    for begin, end in _spans(entries, directory):
        if begin > end:
            raise too_large("its entries overlap")


def _spans(entries: Sequence[zipfile.ZipInfo], directory: int) -> Iterator[tuple[int, int]]:
    """Where each entry ends at the least, and where the next begins."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    begins = [*(entry.header_offset for entry in ordered), directory]
    for entry, following in zip(ordered, begins[1:], strict=True):
        name = len(entry.orig_filename.encode(errors="replace"))
        yield entry.header_offset + _LOCAL_HEADER + name + entry.compress_size, following


def _too_many() -> TooLarge:
    return too_large(f"it holds more than {MAX_ENTRIES:,} files")


def too_large(why: str) -> TooLarge:
    """The refusal of a zip beyond the limits."""
    limits = {
        "megabytes": MAX_ZIP_BYTES // 1_000_000,
        "unpacked": MAX_UNPACKED_BYTES // 1_000_000,
        "files": MAX_ENTRIES,
    }
    return TooLarge.of("zip_too_large", f"The zip is too large: {why}.", **limits)


def _damaged() -> InvalidInput:
    return InvalidInput("This is no zip file, or a damaged one.", code="bad_zip")
