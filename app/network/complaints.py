"""Pydantic's complaints in the project's words: a stable code, a sentence, its numbers."""

import difflib
from collections.abc import Iterable
from math import isfinite

from pydantic_core import ErrorDetails

from app.errors import Params

Words = tuple[str, str, Params]

OWN = "playground."
"""A validator of ours raises `PydanticCustomError(OWN + code, detail, params)`."""

_RANGE = {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of"}
_TEXT = {"string_too_long", "string_too_short", "string_pattern_mismatch", "value_error", "json_invalid"}
_CHOICE = {"union_tag_invalid", "literal_error", "enum"}
PLAIN = {
    "missing": ("missing", "this is required"),
    "union_tag_not_found": ("missing", "this is required"),
    "extra_forbidden": ("unknown", "there is no setting of this name"),
    "finite_number": ("not_finite", "NaN and infinity are not accepted"),
    "int_parsing_size": ("out_of_range", "an integer has too many digits"),
}


def words_of(errors: list[ErrorDetails]) -> Words:
    """(code, detail, params) of what a union's members have against one value; never the input.

    Choices of several members are told together, and one that speaks of the content wins over a wrong type.
    """
    choices = [error for error in errors if _is_choice(error)]
    if choices:
        return _unknown(choices)
    found = [_words(error) for error in errors]
    return next((words for words in found if words[0] != "wrong_type"), found[0])


def _words(error: ErrorDetails) -> Words:
    kind = error["type"]
    if kind.startswith(OWN):
        return kind.removeprefix(OWN), error["msg"], dict(error.get("ctx", {}))
    if isinstance(error["input"], float) and not isfinite(error["input"]):
        kind = "finite_number"
    if kind in PLAIN:
        return (*PLAIN[kind], {})
    if kind in _RANGE:
        return _bound(error)
    if kind in {"too_long", "too_short"}:
        return "length", error["msg"], _numbers(error)
    if kind in _TEXT:
        return "bad_text", _text(error), _numbers(error)
    return "wrong_type", error["msg"], {}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, if any is."""
    near = difflib.get_close_matches(name[:64], sorted(known), 1, 0.5)
    return near[0] if near else None


def _numbers(error: ErrorDetails) -> Params:
    return {name: number for name, number in error.get("ctx", {}).items() if isinstance(number, int)}


def _text(error: ErrorDetails) -> str:
    if error["type"] == "json_invalid":
        return "a text has a lone surrogate"
    return error["msg"].removeprefix("Value error, ")


def _bound(error: ErrorDetails) -> Words:
    name, limit = next(iter(error.get("ctx", {}).items()), ("", 0))
    return "out_of_range", error["msg"], {"bound": str(name), "limit": limit}


def _is_choice(error: ErrorDetails) -> bool:
    """Whether one of several names was to be chosen, and a name was given."""
    return error["type"] == "union_tag_invalid" or (
        error["type"] in _CHOICE and isinstance(error["input"], str)
    )


def _unknown(errors: list[ErrorDetails]) -> Words:
    """An unknown kind or choice, with the nearest known name (never the given one)."""
    names = [name for error in errors for name in _expected(error)]
    context = errors[0].get("ctx", {})
    near = nearest(str(context.get("tag") or errors[0]["input"]), names)
    if near:
        return "unknown", f"this is not known; did you mean {near}?", {"nearest": near}
    return "unknown", f"this is not known; known are {', '.join(names)}", {}


def _expected(error: ErrorDetails) -> list[str]:
    context = error.get("ctx", {})
    known = str(context.get("expected_tags") or context.get("expected") or "")
    return [name.strip(" '") for name in known.replace(" or ", ", ").split(",")]
