"""A multipart form whose file goes to disk as it arrives, counted, so that a large one takes no memory."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from app.errors import BadJson, InvalidInput, TooLarge, Unsupported
from app.web.bodies import SPOOL_SECONDS, check_announced, media_type, too_slow

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD_BYTES = 16 * 1024
MAX_FIELDS = 16
OVERHEAD_BYTES = 64 * 1024
"""Of the form around its file."""


@dataclass
class FileForm:
    """What came: the text fields, and the name that the file had there; None where there was no file."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str | None = None


async def receive_form(request: Request, file_field: str, target: Path, max_bytes: int) -> FileForm:
    """Read a form with one file into `target`.

    Raises `TooLarge` (`body_too_large`) from the announced length or once the file is longer, `Unsupported` for
    another media type, `BadJson` (`bad_form`), and `InvalidInput` for what does not belong into the form.
    """
    if media_type(request) != "multipart/form-data":
        raise Unsupported("The body must be a form, with the content type multipart/form-data.")
    check_announced(request, max_bytes + OVERHEAD_BYTES)
    reader = _Reader(file_field, max_bytes)
    parser = _parser(request, reader)
    try:
        with target.open("xb") as file:
            async with asyncio.timeout(SPOOL_SECONDS):
                async for chunk in request.stream():
                    reader.count(len(chunk))
                    parser.write(chunk)
                    await asyncio.to_thread(file.writelines, reader.taken())
        parser.finalize()
    except TimeoutError:
        raise too_slow(SPOOL_SECONDS) from None
    except ClientDisconnect:
        raise BadJson("The body was cut short.") from None
    except FormParserError:
        raise _bad_form("it cannot be parsed") from None
    return reader.form


def _parser(request: Request, reader: "_Reader") -> MultipartParser:
    _, params = parse_options_header(request.headers["content-type"])
    boundary = params.get(b"boundary")
    if not boundary:
        raise _bad_form("it names no boundary")
    try:
        return MultipartParser(boundary, reader.callbacks())
    except (FormParserError, ValueError):
        raise _bad_form("its boundary is unusual") from None


class _Reader:
    """Takes the parser's calls: fields are kept, pieces of the file handed out by `taken`."""

    def __init__(self, file_field: str, max_bytes: int) -> None:
        self.form = FileForm()
        self._file_field, self._max_bytes = file_field, max_bytes
        self._size = self._received = 0
        self._pieces: list[bytes] = []
        self._header, self._value, self._disposition = b"", b"", b""
        self._name, self._is_file, self._text = "", False, bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        """For `MultipartParser`."""
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
        }

    def count(self, received: int) -> None:
        """Take note of so many bytes more of the body, whatever they are. Raises `TooLarge`."""
        self._received += received
        if self._received > self._max_bytes + OVERHEAD_BYTES:
            raise self._too_large()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The file may have at most {self._max_bytes:,} bytes.", code="body_too_large")

    def taken(self) -> Iterator[bytes]:
        """The pieces of the file that have come since the last call."""
        pieces, self._pieces = self._pieces, []
        return iter(pieces)

    def _part_begin(self) -> None:
        self._disposition, self._text = b"", bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        """A part begins: which field is it, and is it the file?"""
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise _bad_form("a part of it has no name")
        self._name = options[b"name"].decode("utf-8", "replace")
        self._is_file = b"filename" in options
        taken = (
            self.form.filename is not None
            if self._name == self._file_field
            else self._name in self.form.fields
        )
        if taken:
            raise InvalidInput("A field of the form stands twice.", code="duplicate")
        if self._is_file and self._name != self._file_field:
            raise InvalidInput(f"Only the field {self._file_field} may be a file.", code="unknown")
        if not self._is_file and self._name == self._file_field:
            detail = f"The field {self._file_field} must be a file: it needs a filename."
            raise InvalidInput(detail, code="wrong_type")
        if len(self.form.fields) >= MAX_FIELDS:
            raise _bad_form("it has too many fields")
        if self._is_file:
            self.form.filename = options[b"filename"].decode("utf-8", "replace")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._size += end - start
            if self._size > self._max_bytes:
                raise self._too_large()
            self._pieces.append(data[start:end])
        else:
            self._text += data[start:end]
            if len(self._text) > FIELD_BYTES:
                raise _bad_form("a field of it is too long")

    def _part_end(self) -> None:
        if not self._is_file:
            self.form.fields[self._name] = self._text.decode("utf-8", "surrogateescape")


def _bad_form(reason: str) -> BadJson:
    return BadJson(f"The form is broken: {reason}", code="bad_form")
