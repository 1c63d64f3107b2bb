"""A zip that becomes a data set: the form it comes in, and the answer."""

import asyncio
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from app.datasets.disk import disk_errors
from app.datasets.intake import ZIP
from app.datasets.model import DatasetInfo
from app.datasets.own import OwnDatasets
from app.datasets.own_record import Wish
from app.errors import ErrorEntry, InvalidInput, PlaygroundError
from app.network.parse import clean_text
from app.network.validate import validate
from app.protocol.base import FromClient
from app.strict_json import loads
from app.web.bodies import announced
from app.web.file_form import FileForm, receive_form

FILE = "file"
JSON_FIELDS = ("size", "test_share")
UNTITLED = "Images"
Side = Annotated[int, Field(ge=1, le=1024)]


class UploadFields(FromClient):
    """The fields beside the zip in a form."""

    title: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Shown to people; the name of the file where there is none."""
    size: tuple[Side, Side] | None = None
    """Height and width that every image is brought to by a centre crop, as JSON; the commonest where there is none."""
    test_share: Annotated[float, Field(gt=0, le=0.9)] = 0.2
    """Share of the images that is put aside to test, where the zip has no folder test."""


FORM_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "examples": {"example1": {"value": {"title": "My cats", "size": "[32, 32]"}}},
                "schema": {
                    "type": "object",
                    "required": [FILE],
                    "properties": {
                        FILE: {
                            "type": "string",
                            "format": "binary",
                            "description": "A zip of class folders, optionally under train/ and test/.",
                        },
                        **UploadFields.model_json_schema()["properties"],
                    },
                },
            }
        },
    }
}
"""`openapi_extra` of the route."""


async def upload(request: Request, own: OwnDatasets) -> DatasetInfo:
    """Receive a zip and have it decoded; gives what is known of the data set once it is accepted.

    Raises as `receive_form`, `OwnDatasets.stage` and `Intake.accepted`; nothing is kept then.
    """
    folder = await asyncio.to_thread(own.stage, announced(request))
    try:
        with disk_errors():
            form = await receive_form(request, FILE, folder / ZIP, own.limits.zip_bytes)
        intake = own.take(folder, _wish(form))
        return await asyncio.wrap_future(intake.accepted)
    except BaseException:
        await asyncio.to_thread(own.discard, folder)
        raise


def _wish(form: FileForm) -> Wish:
    if form.filename is None:
        entry = ErrorEntry(pointer=f"/{FILE}", code="missing", detail="this is required")
        raise InvalidInput(entry.detail, code=entry.code, errors=[entry])
    fields = validate(UploadFields, {name: _value(name, text) for name, text in form.fields.items()})
    return Wish(_title(fields.title, form.filename), fields.size, fields.test_share)


def _value(name: str, text: str) -> Any:
    """A field as it would stand in JSON."""
    try:
        raw = text.encode("utf-8", "surrogateescape")
        return loads(raw) if name in JSON_FIELDS else raw.decode()
    except UnicodeDecodeError:
        detail = "this is no text in UTF-8"
        raise InvalidInput.of("bad_text", detail).below(f"/{name}") from None
    except PlaygroundError as error:
        raise error.below(f"/{name}") from None


def _title(title: str | None, filename: str) -> str:
    if title is not None:
        try:
            return clean_text(title)
        except InvalidInput as error:
            raise error.below("/title") from None
    try:
        return clean_text(PurePath(filename.replace("\\", "/")).stem[:64]) or UNTITLED
    except InvalidInput:
        return UNTITLED
