"""JSON from strangers: no duplicate keys, no NaN, no endless nesting, no lone surrogates.

`json` and pydantic keep the last of duplicate keys silently and accept NaN; both would hide a mistake.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from app.errors import BadJson, ErrorEntry, InvalidInput, TooLarge, pointer_step

MAX_BYTES = 256 * 1024
MAX_DEPTH = 100

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = np.zeros(256, np.int8)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1


@dataclass(frozen=True)
class _Fault:
    """Stands in the place of what is not accepted, so that its place can be told."""

    code: str
    detail: str
    key: str | None = None
    """The key that stands twice."""


_CONSTANT = _Fault("not_finite", "NaN and infinity are not accepted")
_HUGE = _Fault("not_finite", "a number is too large to be represented")
_LONG = _Fault("out_of_range", "an integer has too many digits")
_SURROGATE = _Fault("bad_text", "a text has a lone surrogate")


def loads(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Parse UTF-8 JSON.

    Raises TooLarge (`body_too_large`), BadJson (syntax, encoding, nesting), and InvalidInput with the code
    `duplicate`, `not_finite`, `bad_text` or `out_of_range` and the place of the first such fault.
    """
    if len(raw) > max_bytes:
        raise TooLarge(f"the body has {len(raw)} bytes; {max_bytes} are allowed", code="body_too_large")
    text = _decode(raw)
    try:
        value, faulty = _parse(text)
    except json.JSONDecodeError as error:
        raise BadJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    _check_depth(raw, max_depth)
    if faulty or _has_broken_text(text, value):
        raise _first_fault(value)
    return value


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"byte {error.start} is not UTF-8") from None


def _parse(text: str) -> tuple[Any, bool]:
    """The value with a `_Fault` in each bad place, and whether there is any."""
    found: list[_Fault] = []

    def noted(fault: _Fault) -> _Fault:
        found.append(fault)
        return fault

    def members(pairs: list[tuple[str, Any]]) -> Any:
        unique = dict(pairs)
        return unique if len(unique) == len(pairs) else noted(_duplicate([key for key, _ in pairs]))

    def number(digits: str) -> Any:
        value = float(digits)
        return value if isfinite(value) else noted(_HUGE)

    hooks: dict[str, Any] = {
        "object_pairs_hook": members,
        "parse_float": number,
        "parse_constant": lambda _: noted(_CONSTANT),
    }
    try:
        return json.loads(text, **hooks), bool(found)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of thousands of digits; a hook for each integer would be slow otherwise
        hooks["parse_int"] = lambda digits: int(digits) if len(digits) < 1000 else noted(_LONG)
        return json.loads(text, **hooks), True


def _duplicate(keys: list[str]) -> _Fault:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            break
        seen.add(key)
    return _Fault("duplicate", "a key stands twice in one object", key)


def _check_depth(raw: bytes, max_depth: int) -> None:
    """The deepest nesting is the largest sum of +1 for an opening and −1 for a closing bracket."""
    brackets = _STRING.sub(b"", raw).translate(None, _NO_BRACKETS)
    depths = np.cumsum(_STEP[np.frombuffer(brackets, np.uint8)], dtype=np.int32)
    if depths.max(initial=0) > max_depth:
        raise _too_deep(max_depth)


def _too_deep(max_depth: int) -> BadJson:
    return BadJson(f"the body is nested deeper than {max_depth} levels")


def _has_broken_text(text: str, value: Any) -> bool:
    r"""Escapes like \ud800 make strings that cannot be written as UTF-8 again."""
    return "\\u" in text.lower() and any(_is_broken(item) for _, item in _items(value, ""))


def _first_fault(value: Any) -> InvalidInput:
    pointer, item = next(
        found for found in _items(value, "") if isinstance(found[1], _Fault) or _is_broken(found[1])
    )
    fault = item if isinstance(item, _Fault) else _SURROGATE
    entry = ErrorEntry(pointer=pointer + pointer_step(fault.key), code=fault.code, detail=fault.detail)
    return InvalidInput(fault.detail, code=fault.code, errors=[entry])


def _items(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Everything in `value`, keys included, each with the JSON Pointer of its place."""
    yield pointer, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield pointer, key
            yield from _items(inner, pointer + pointer_step(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _items(inner, f"{pointer}/{index}")


def _is_broken(item: Any) -> bool:
    return isinstance(item, str) and any("\ud800" <= character <= "\udfff" for character in item)
