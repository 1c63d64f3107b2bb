"""From an untrusted object to a pydantic model, with errors that say what to do.

Strict: 8.0, "8" and true are no integers. Every error carries a stable code and a JSON Pointer; the input is
never echoed.
"""

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.errors import MAX_ENTRIES, ErrorEntry, InvalidInput, pointer_step
from app.network.complaints import OWN, nearest, words_of

Model = TypeVar("Model", bound=BaseModel)

LOOKED_AT = 400
"""Of pydantic's complaints: enough to fill an answer, few enough for a body made of mistakes."""


def validate(model: type[Model] | TypeAdapter[Model], value: Any, pointer: str = "") -> Model:
    """`value` (parsed JSON) as `model`; raises InvalidInput with one entry a fault, at most 21."""
    adapter = model if isinstance(model, TypeAdapter) else _adapter(model)
    try:
        return adapter.validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise explain(error, value, adapter, pointer) from None


def explain(
    error: ValidationError, value: Any, adapter: TypeAdapter[Any] | None = None, pointer: str = ""
) -> InvalidInput:
    """The error that says what pydantic found wrong with `value`; `adapter` knows the nearest names."""
    entries = _entries(error.errors(include_url=False)[:LOOKED_AT], value, pointer, adapter)
    return InvalidInput(entries[0].detail, code=entries[0].code, errors=entries)


@cache
def _adapter(model: type[Model]) -> TypeAdapter[Model]:
    return TypeAdapter(model)


def _entries(
    errors: list[ErrorDetails], value: Any, pointer: str, adapter: TypeAdapter[Any] | None
) -> list[ErrorEntry]:
    """One entry a place: of a union's many complaints about one value the one that speaks of its content."""
    found: dict[str, ErrorEntry] = {}
    for place, (complaints, holder) in _by_place(errors, value).items():
        code, detail, params = words_of(complaints)
        entry = found[place] = ErrorEntry(pointer=pointer + place, code=code, detail=detail, params=params)
        if complaints[0]["type"] == "extra_forbidden" and adapter is not None:
            _suggest(entry, str(complaints[0]["loc"][-1]), holder, adapter)
    return _deepest(found)


def _by_place(errors: list[ErrorDetails], value: Any) -> dict[str, tuple[list[ErrorDetails], Any]]:
    """The complaints about each of the first places, and the value that holds it."""
    places: dict[str, tuple[list[ErrorDetails], Any]] = {}
    for error in errors:
        place, holder = _place(error, value)
        if place in places:
            places[place][0].append(error)
        elif len(places) <= MAX_ENTRIES:
            places[place] = [error], holder
    return places


def _suggest(entry: ErrorEntry, name: str, holder: Any, adapter: TypeAdapter[Any]) -> None:
    """Tell the nearest setting that there is."""
    kind = holder.get("kind") if isinstance(holder, dict) else None
    fields = _fields(adapter).get(kind if isinstance(kind, str) else None, frozenset())
    near = nearest(name, fields)
    if near and near != name:  # a union of models may know the name, just not here
        entry.detail = f"there is no setting of this name; did you mean {near}?"
        entry.params = {"nearest": near}


@cache
def _fields(adapter: TypeAdapter[Any]) -> dict[str | None, frozenset[str]]:
    """The settings of every kind by the schema; under None those of models without a kind."""
    schema = adapter.json_schema()
    found: dict[str | None, frozenset[str]] = {}
    for model in [schema, *schema.get("$defs", {}).values()]:
        properties = model.get("properties", {})
        kind = properties.get("kind", {}).get("const")
        found[kind] = found.get(kind, frozenset()) | properties.keys()
    return found


def _deepest(found: dict[str, ErrorEntry]) -> list[ErrorEntry]:
    """Without the complaints that a pair is no integer where its second number is what is wrong."""
    inner = {place[: place.rindex("/")] for place in found if place}
    kept = [entry for place, entry in found.items() if entry.code != "wrong_type" or place not in inner]
    return kept or list(found.values())


def _place(error: ErrorDetails, value: Any) -> tuple[str, Any]:
    """The JSON Pointer, and the value that holds it: pydantic's location less the names of union members,
    which the value does not have. A key that is no sane name is not repeated: its holder is pointed to."""
    pointer = ""
    holder: Any = None
    location = error["loc"]
    for index, step in enumerate(location):
        missing = index == len(location) - 1 and error["type"] == "missing"
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                break
            pointer, holder, value = f"{pointer}/{step}", value, value[step]
        elif isinstance(value, dict) and (step in value or missing):
            holder, value = value, value.get(step)
            if not pointer_step(step):
                break
            pointer += pointer_step(step)
    if error["type"].startswith("union_tag") and isinstance(
        value, dict
    ):  # not where a bare word stands for a kind
        pointer += "/" + str(error["ctx"]["discriminator"]).strip("'")
    return pointer, holder


__all__ = ["OWN", "explain", "validate"]
