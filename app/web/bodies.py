"""Request bodies: limited before they are read, then parsed strictly (FastAPI's own way takes NaN for a 500)."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from app.errors import BadJson, InvalidInput, PlaygroundError, TooLarge, Unsupported
from app.strict_json import loads

NETWORK_BYTES = 256 * 1024
PIXEL_BYTES = 4 * 1024 * 1024
IMAGE_BYTES = 10_000_000
FORM_BYTES = IMAGE_BYTES + 512 * 1024
"""An image and, beside it, a network."""
BODY_SECONDS = 60
SPOOL_SECONDS = 300
HEAD_BYTES = 16


class SlowBody(PlaygroundError):
    """The body takes too long to arrive."""

    status, code, title = 408, "bodytoo_slow", "Request timeout"


async def read(request: Request, max_bytes: int) -> bytes:
    """The whole body; raises `TooLarge` (`body_too_large`) from the announced length, or once it is longer."""
    check_announced(request, max_bytes)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, max_bytes)
    except TimeoutError:
        raise too_slow(BODY_SECONDS) from None
    except ClientDisconnect:
        raise BadJson("The body was cut short.") from None


async def _read(request: Request, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(body)


async def spool(request: Request, path: Path, max_bytes: int) -> bytes:
    """Write the body to a file, so that a large one takes no memory; gives its first bytes. Raises as `read`."""
    check_announced(request, max_bytes)
    try:
        with path.open("xb") as file:
            async with asyncio.timeout(SPOOL_SECONDS):
                size, head = 0, b""
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > max_bytes:
                        raise _too_large(max_bytes)
                    head = head or chunk[:HEAD_BYTES]
                    await asyncio.to_thread(file.write, chunk)
    except TimeoutError:
        raise too_slow(SPOOL_SECONDS) from None
    except ClientDisconnect:
        raise BadJson("The body was cut short.") from None
    return head


def announced(request: Request) -> int:
    """The length of the body that the request announces; 0 where it announces none."""
    text = request.headers.get("content-length", "0")
    return int(text) if text.isdecimal() else 0


def check_announced(request: Request, max_bytes: int) -> None:
    """Raise `TooLarge` (`body_too_large`) where the announced length says enough."""
    text = request.headers.get("content-length", "0")
    if not text.isdecimal() or int(text) > max_bytes:
        raise _too_large(max_bytes)


def too_slow(seconds: float) -> SlowBody:
    """The refusal of a body that takes longer."""
    return SlowBody(f"The body did not arrive within {seconds:g} seconds.")


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"The body may have at most {max_bytes:,} bytes.", code="body_too_large")


def media_type(request: Request) -> str:
    """The media type of the body, without its parameters; JSON where none is named."""
    return request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()


async def read_json(request: Request, max_bytes: int) -> Any:
    """The body as JSON; raises `Unsupported` for another media type, and as `app.strict_json.loads`."""
    if media_type(request) != "application/json":
        raise Unsupported("The body must be JSON, with the content type application/json.")
    return loads(await read(request, max_bytes), max_bytes=max_bytes)


def json_body(max_bytes: int = NETWORK_BYTES) -> Callable[[Request], Coroutine[Any, Any, Any]]:
    """A dependency that gives the parsed JSON of the body, of whatever type."""

    async def body(request: Request) -> Any:
        return await read_json(request, max_bytes)

    return body


async def read_object(request: Request, max_bytes: int) -> dict[str, Any]:
    """The body as a JSON object."""
    value = await read_json(request, max_bytes)
    if not isinstance(value, dict):
        raise InvalidInput("The body must be a JSON object.", code="wrong_type")
    return value


@dataclass(frozen=True)
class Form:
    """A multipart form: its one file, and its text fields."""

    file: bytes | None
    fields: dict[str, str]


async def read_form(request: Request, file_field: str, max_bytes: int = FORM_BYTES) -> Form:
    """The body as a form with at most one file; raises `BadJson` (`bad_form`) or `InvalidInput`."""
    raw = await read(request, max_bytes)
    items = await _form_items(request.headers, raw)
    names = [name for name, _ in items]
    if len(set(names)) != len(names):
        raise InvalidInput("A field of the form stands twice.", code="duplicate")
    file = None
    fields = {}
    for name, value in items:
        if name == file_field:
            file = await _content(value, name)
        elif isinstance(value, str):
            fields[name] = value
        else:
            raise InvalidInput(f"Only the field {file_field} may be a file.", code="unknown")
    return Form(file, fields)


async def _content(value: UploadFile | str, name: str) -> bytes:
    if isinstance(value, str):
        raise InvalidInput(f"The field {name} must be a file: it needs a filename.", code="wrong_type")
    return await value.read()


async def _form_items(headers: Headers, raw: bytes) -> list[tuple[str, UploadFile | str]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield raw

    parser = MultiPartParser(headers, stream(), max_files=1, max_fields=16, max_part_size=NETWORK_BYTES)
    parser.spool_max_size = len(raw) + 1  # in memory: it has been read already
    try:
        form = await parser.parse()
    except (MultiPartException, LookupError, ValueError) as error:
        reason = getattr(error, "message", "it cannot be parsed")
        raise BadJson(f"The form is broken: {reason}", code="bad_form") from None
    return form.multi_items()
