"""JSON from strangers: no duplicate keys, no NaN, no endless nesting, no lone surrogates.

`json` and pydantic keep the last of duplicate keys silently and accept NaN; both would hide a mistake.
"""

import json
import re
from math import isfinite
from typing import Any, NoReturn

import numpy as np

from app.errors import BadJson, InvalidInput, TooLarge

MAX_BYTES = 256 * 1024
MAX_DEPTH = 100

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = np.zeros(256, np.int8)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1


def loads(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Parse UTF-8 JSON.

    Raises TooLarge (`body_too_large`), BadJson (syntax, encoding, nesting), and InvalidInput with the code
    `duplicate`, `not_finite`, `bad_text` or `out_of_range`.
    """
    if len(raw) > max_bytes:
        raise TooLarge(f"the body has {len(raw)} bytes; {max_bytes} are allowed", code="body_too_large")
    text = _decode(raw)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except json.JSONDecodeError as error:
        raise BadJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    except ValueError:
        raise InvalidInput("an integer has too many digits", code="out_of_range") from None
    _check_depth(raw, max_depth)
    _check_text(text)
    return value


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"byte {error.start} is not UTF-8") from None


def _check_depth(raw: bytes, max_depth: int) -> None:
    """The deepest nesting is the largest sum of +1 for an opening and −1 for a closing bracket."""
    brackets = _STRING.sub(b"", raw).translate(None, _NO_BRACKETS)
    depths = np.cumsum(_STEP[np.frombuffer(brackets, np.uint8)], dtype=np.int32)
    if depths.max(initial=0) > max_depth:
        raise _too_deep(max_depth)


def _too_deep(max_depth: int) -> BadJson:
    return BadJson(f"the body is nested deeper than {max_depth} levels")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidInput("a key stands twice in one object", code="duplicate")
    return members


def _constant(name: str) -> NoReturn:
    raise InvalidInput("NaN and infinity are not accepted", code="not_finite")


def _float(digits: str) -> float:
    value = float(digits)
    if not isfinite(value):
        raise InvalidInput("a number is too large to be represented", code="not_finite")
    return value


def _check_text(text: str) -> None:
    r"""Escapes like \ud800 make strings that cannot be written as UTF-8 again."""
    if "\\u" not in text.lower():
        return
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidInput("a text has a lone surrogate", code="bad_text") from None
