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

from app.datasets.limits import DEFAULT, ZipLimits
from app.errors import InvalidInput, TooLarge

DIRECTORY_BYTES = 320
"""Of one entry of the directory, at most on average."""

_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_ENTRY, _END, _END64, _LOCATOR = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_HEADER = 30


def list_entries(archive: zipfile.ZipFile, limits: ZipLimits = DEFAULT) -> list[zipfile.ZipInfo]:
    """The files and folders of an archive in order, without the litter of file managers.

    Raises `InvalidInput` (`bad_path`, `link`, `bad_zip`) and `TooLarge` (`zip_too_large`).
    """
    entries = archive.infolist()
    if len(entries) > limits.files:
        raise _too_many(limits)
    for entry in entries:
        _check_entry(entry)
    _check_sizes(entries, limits)
    _check_overlaps(entries, archive.start_dir, limits)
    return [entry for entry in entries if not _JUNK & set(parts_of(entry))]


def parts_of(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """The components of an entry's path; backslashes, which some programs write, divide too."""
    return PurePosixPath(entry.orig_filename.replace("\\", "/")).parts


def open_archive(path: Path, limits: ZipLimits = DEFAULT) -> zipfile.ZipFile:
    """Open a zip whose size and number of entries are within the limits.

    Raises `InvalidInput` (`bad_zip`) and `TooLarge` (`zip_too_large`).
    """
    if path.stat().st_size > limits.zip_bytes:
        raise too_large(f"it is larger than {limits.params['megabytes']} MB", limits)
    with path.open("rb") as file:
        _check_directory(file, limits)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as error:
        raise _damaged() from error


def _check_directory(file: BinaryIO, limits: ZipLimits) -> None:
    """Count the entries by the end record, and then by their signatures in the directory itself."""
    count, size, offset = _end_record(file)
    if count > limits.files or size > limits.files * DIRECTORY_BYTES:
        raise _too_many(limits)
    file.seek(offset)
    if file.read(size).count(_ENTRY) > limits.files:
        raise _too_many(limits)


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
    length = file.seek(0, 2)
    file.seek(min(struct.unpack_from("<Q", locator, 8)[0], length))
    record = file.read(56)
    if not record.startswith(_END64) or len(record) < 56:
        raise _damaged()
    count, size, offset = struct.unpack_from("<QQQ", record, 32)
    return count, size, min(offset, length)


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


def _check_sizes(entries: Sequence[zipfile.ZipInfo], limits: ZipLimits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked_bytes or unpacked > limits.ratio * max(packed, 1):
        most = f"{limits.params['unpacked']} MB or to {limits.ratio} times its size"
        raise too_large(f"it unpacks to more than {most}", limits)


def _check_overlaps(entries: Sequence[zipfile.ZipInfo], directory: int, limits: ZipLimits) -> None:
    for begin, end in _spans(entries, directory):
        if begin > end:
            raise too_large("its entries overlap", limits)


def _spans(entries: Sequence[zipfile.ZipInfo], directory: int) -> Iterator[tuple[int, int]]:
    """Where each entry ends at the least, and where the next begins."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    begins = [*(entry.header_offset for entry in ordered), directory]
    for entry, following in zip(ordered, begins[1:], strict=True):
        name = len(entry.orig_filename.encode(errors="replace"))
        yield entry.header_offset + _LOCAL_HEADER + name + entry.compress_size, following


def _too_many(limits: ZipLimits) -> TooLarge:
    return too_large(f"it holds more than {limits.files:,} files", limits)


def too_large(why: str, limits: ZipLimits = DEFAULT) -> TooLarge:
    """The refusal of a zip beyond the limits."""
    return TooLarge.of("zip_too_large", f"The zip is too large: {why}.", **limits.params)


def _damaged() -> InvalidInput:
    return InvalidInput("This is no zip file, or a damaged one.", code="bad_zip")
