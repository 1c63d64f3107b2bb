"""The image and the questions about it in the body of a request: JSON with pixels, or a form with a file."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import TypeAdapter

from app.errors import ErrorEntry, InvalidInput, PlaygroundError
from app.images.child import DecodeChild
from app.images.decode import Decoded
from app.protocol.base import FromClient
from app.protocol.pixels import LONGEST_SIDE
from app.strict_json import loads
from app.web.bodies import FORM_BYTES, PIXEL_BYTES, Form, media_type, read_form, read_object
from app.web.messages import parse_object

Asked = TypeVar("Asked", bound=FromClient)

LONGEST_TEXT = LONGEST_SIDE
"""Bytes of a text that are looked at: networks read far fewer."""
JSON_FIELDS = ("layers", "models")
"""Fields of a form that are JSON."""
DESCRIBED_FIELDS = ("model", "method", "unit")
"""Those that are a name, or a description in JSON."""
NUMBERS = ("target", "channel", "y", "x", "mask_seed")
"""Those that may be whole numbers."""
MAX_DIGITS = 10
"""Of such a number."""


@dataclass(frozen=True)
class ImageRequest(Generic[Asked]):
    """What was asked, and the image."""

    asked: Asked
    image: Decoded


async def image_request(
    request: Request, adapter: TypeAdapter[Asked], decoder: DecodeChild
) -> ImageRequest[Asked]:
    """Read the body; raises `PlaygroundError`."""
    if media_type(request) != "multipart/form-data":
        asked = parse_object(adapter, _spelled_out(await read_object(request, PIXEL_BYTES)))
        return ImageRequest(asked, Decoded(asked.pixels))
    form = await read_form(request, "image", FORM_BYTES)
    value = _values(form)
    if form.file is None:
        entry = ErrorEntry(pointer="/image", code="missing", detail="this is required")
        raise InvalidInput(entry.detail, code=entry.code, errors=[entry])
    decoded = await _decoded(form.file, decoder)
    return ImageRequest(parse_object(adapter, {**value, "pixels": decoded.pixels}), decoded)


def _spelled_out(value: dict[str, Any]) -> dict[str, Any]:
    """A body with a text as one with the column of its bytes; others as they are."""
    text = value.get("text")
    if not isinstance(text, str) or "pixels" in value:
        return value
    others = {name: one for name, one in value.items() if name != "text"}
    raw = text.encode(errors="replace")[:LONGEST_TEXT] or b"\0"
    return {"preprocess": "text", **others, "pixels": [[byte] for byte in raw]}


async def _decoded(raw: bytes, decoder: DecodeChild) -> Decoded:
    try:
        return await decoder.decode(raw)
    except PlaygroundError as error:
        raise error.below("/image") from None


def _values(form: Form) -> dict[str, Any]:
    """The fields of a form as they would stand in JSON."""
    values: dict[str, Any] = dict(form.fields)
    for name, text in form.fields.items():
        if name in JSON_FIELDS or (name in DESCRIBED_FIELDS and text.lstrip().startswith("{")):
            values[name] = _json(name, text)
        elif name in NUMBERS and text.isdecimal() and len(text) <= MAX_DIGITS:
            values[name] = int(text)
    return values


def _json(name: str, text: str) -> Any:
    if name in JSON_FIELDS and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",")]
    try:
        return loads(text.encode("utf-8", "surrogatepass"))
    except PlaygroundError as error:
        raise error.below(f"/{name}") from None
