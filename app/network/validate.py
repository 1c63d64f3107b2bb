"""From an untrusted object to a pydantic model, with errors that say what to do.

Strict: 8.0, "8" and true are no integers. Every error carries a stable code and a JSON Pointer; the input is
never echoed.
"""

import difflib
import json
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.errors import ErrorEntry, InvalidInput, Params

Model = TypeVar("Model", bound=BaseModel)

OWN = "playground."
"""A validator of ours raises `PydanticCustomError(OWN + code, detail, params)`."""

_NO_SETTING = "there is no setting of this name"
_RANGE = {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of"}
_LENGTH = {"too_long", "too_short", "string_too_long", "string_too_short"}
_UNKNOWN = {"union_tag_invalid", "literal_error", "enum"}


def validate(model: type[Model] | TypeAdapter[Model], value: Any, pointer: str = "") -> Model:
    """`value` (parsed JSON) as `model`; raises InvalidInput with one entry a fault."""
    adapter = model if isinstance(model, TypeAdapter) else _adapter(model)
    try:
        return adapter.validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise explain(error, value, adapter, pointer) from None


def explain(
    error: ValidationError, value: Any, adapter: TypeAdapter[Any] | None = None, pointer: str = ""
) -> InvalidInput:
    """The error that says what pydantic found wrong with `value`; `adapter` knows the nearest names."""
    entries = _entries(error.errors(include_url=False), value, pointer)
    if adapter is not None:
        _name_nearest(entries, adapter)
    return InvalidInput(entries[0].detail, code=entries[0].code, errors=entries)


@cache
def _adapter(model: type[Model]) -> TypeAdapter[Model]:
    return TypeAdapter(model)


def _name_nearest(entries: list[ErrorEntry], adapter: TypeAdapter[Any]) -> None:
    """Tell, for settings that are not known, the nearest name that is."""
    for entry in entries:
        if entry.detail != _NO_SETTING:
            continue
        near = difflib.get_close_matches(entry.pointer.rpartition("/")[2], _fields(adapter), 1, 0.5)
        if near:
            entry.detail = f"there is no setting of this name; did you mean {near[0]}?"
            entry.params = {"nearest": near[0]}


def _fields(adapter: TypeAdapter[Any]) -> list[str]:
    """Every setting's name that the schema knows."""
    schema = adapter.json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for model in models for name in model.get("properties", {})})


def _entries(errors: list[ErrorDetails], value: Any, pointer: str) -> list[ErrorEntry]:
    """One entry a place: of a union's many complaints about one value the first that speaks of its content."""
    found: dict[str, ErrorEntry] = {}
    for error in errors:
        entry = _entry(error, value, pointer)
        known = found.get(entry.pointer)
        if known is None or (known.code == "wrong_type" and entry.code != "wrong_type"):
            found[entry.pointer] = entry
    return list(found.values())


def _entry(error: ErrorDetails, value: Any, pointer: str) -> ErrorEntry:
    place = _place(error["loc"], value) + ("/kind" if error["type"].startswith("union_tag") else "")
    code, detail, params = _words(error)
    return ErrorEntry(pointer=pointer + place, code=code, detail=detail, params=params)


def _place(location: tuple[int | str, ...], value: Any) -> str:
    """The JSON Pointer: pydantic's location less the names of union members, which the value does not have."""
    parts: list[str] = []
    for step in location:
        if isinstance(step, int):
            if not isinstance(value, list) or not 0 <= step < len(value):
                break
            value = value[step]
        elif isinstance(value, dict) and (step in value or step == location[-1]):
            value = value.get(step)
        else:
            continue
        parts.append(str(step).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _words(error: ErrorDetails) -> tuple[str, str, Params]:
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith(OWN):
        return kind.removeprefix(OWN), error["msg"], dict(context)
    if kind == "missing":
        return "missing", "this is required", {}
    if kind == "extra_forbidden":
        return "unknown", _NO_SETTING, {}
    if kind == "union_tag_not_found":
        return "missing", "this is required", {}
    if kind in _UNKNOWN:
        return _unknown(error)
    if kind in _RANGE:
        return _bound(error)
    if kind in _LENGTH:
        limits: Params = {name: number for name, number in context.items() if isinstance(number, int)}
        return "length", error["msg"], limits
    if kind in {"string_pattern_mismatch", "value_error"}:
        return "bad_text", error["msg"].removeprefix("Value error, "), {}
    if kind == "finite_number":
        return "not_finite", "NaN and infinity are not accepted", {}
    return "wrong_type", error["msg"], {}


def _bound(error: ErrorDetails) -> tuple[str, str, Params]:
    name, limit = next(iter(error.get("ctx", {}).items()), ("", 0))
    return "out_of_range", error["msg"], {"bound": str(name), "limit": limit}


def _unknown(error: ErrorDetails) -> tuple[str, str, Params]:
    """An unknown kind or choice, with the nearest known name (never the given one)."""
    context = error.get("ctx", {})
    known = str(context.get("expected_tags") or context.get("expected") or "")
    names = [name.strip(" '") for name in known.replace(" or ", ", ").split(",")]
    given = str(context.get("tag") or error.get("input") or "")
    near = difflib.get_close_matches(given, names, 1, 0.5)
    if near:
        return "unknown", f"this is not known; did you mean {near[0]}?", {"nearest": near[0]}
    return "unknown", f"this is not known; known are {', '.join(names)}", {}
