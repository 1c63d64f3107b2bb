"""From an untrusted object to a pydantic model, with errors that say what to do.

Strict: 8.0, "8" and true are no integers. Every error carries a stable code and a JSON Pointer; the input is
never echoed.
"""

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.errors import MAX_ENTRIES, ErrorEntry, InvalidInput
from app.network.complaints import OWN, nearest, words

Model = TypeVar("Model", bound=BaseModel)

LOOKED_AT = 400
"""Of pydantic's complaints: enough to fill an answer, few enough for a body made of mistakes."""
LONGEST_KEY = 64


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
    for error in errors:
        place, holder = _place(error, value)
        if place not in found or found[place].code == "wrong_type":
            if place not in found and len(found) > MAX_ENTRIES:
                break
            code, detail, params = words(error)
            entry = ErrorEntry(pointer=pointer + place, code=code, detail=detail, params=params)
            if error["type"] == "extra_forbidden" and adapter is not None:
                _suggest(entry, str(error["loc"][-1]), holder, adapter)
            if place not in found or code != "wrong_type":
                found[place] = entry
    return _deepest(found)


def _suggest(entry: ErrorEntry, name: str, holder: Any, adapter: TypeAdapter[Any]) -> None:
    """Tell the nearest setting that there is."""
    kind = holder.get("kind") if isinstance(holder, dict) else None
    fields = _fields(adapter).get(kind if isinstance(kind, str) else None, frozenset())
    near = nearest(name, fields)
    if near:
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
    steps: list[str] = []
    holder: Any = None
    location = error["loc"]
    for index, step in enumerate(location):
        missing = index == len(location) - 1 and error["type"] == "missing"
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                break
            holder, value = value, value[step]
        elif isinstance(value, dict) and (step in value or missing):
            holder, value = value, value.get(step)
            if len(step) > LONGEST_KEY or not step.isprintable():
                break
        else:
            continue
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
    if error["type"].startswith("union_tag"):
        steps.append("kind")
    return "".join(f"/{step}" for step in steps), holder


__all__ = ["OWN", "explain", "validate"]
