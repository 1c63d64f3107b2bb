"""JSON from strangers: no duplicate keys, no NaN, no endless nesting, no lone surrogates.

`json` and pydantic keep the last of duplicate keys silently and accept NaN; both would hide a mistake.
"""

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from app.errors import BadJson, InvalidInput, TooLarge

MAX_BYTES = 256 * 1024
MAX_DEPTH = 100
MAX_DIGITS = 400


def loads(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Parse UTF-8 JSON.

    Raises TooLarge (`body_too_large`), BadJson (syntax, encoding, nesting), and InvalidInput with the code
    `duplicate`, `not_finite`, `bad_text` or `out_of_range`.
    """
    if len(raw) > max_bytes:
        raise TooLarge(f"the body has {len(raw)} bytes; {max_bytes} are allowed", code="body_too_large")
    text = _decode(raw)
    if _depth(text) > max_depth:
        raise BadJson(f"the body is nested deeper than {max_depth} levels")
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int
        )
    except json.JSONDecodeError as error:
        raise BadJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    _check_text(text)
    return value


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"byte {error.start} is not UTF-8") from None


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside strings."""
    deepest = depth = 0
    for character in _outside_strings(text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _outside_strings(text: str) -> Iterator[str]:
    inside = escaped = False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = not escaped and character == "\\"
        elif character == '"':
            inside = True
        else:
            yield character


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        again = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InvalidInput(f"the key {json.dumps(again[:64])} stands twice in one object", code="duplicate")
    return members


def _constant(name: str) -> NoReturn:
    raise InvalidInput("NaN and infinity are not accepted", code="not_finite")


def _float(digits: str) -> float:
    value = float(digits)
    if not isfinite(value):
        raise InvalidInput("a number is too large to be represented", code="not_finite")
    return value


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidInput("an integer has too many digits", code="out_of_range")
    return int(digits)


def _check_text(text: str) -> None:
    r"""Escapes like \ud800 make strings that cannot be written as UTF-8 again."""
    if "\\u" not in text.lower():
        return
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidInput("a text has a lone surrogate", code="bad_text") from None
