"""Query parameters, as strict as bodies: nothing unknown, nothing twice, no NaN."""

import difflib
from collections import Counter
from collections.abc import Iterable
from math import isfinite

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from app.errors import ErrorEntry, InvalidInput


async def strict_query(request: Request) -> None:
    """A dependency of every router: what FastAPI itself lets pass silently. Raises `InvalidInput`."""
    given = request.query_params.multi_items()
    faults = [*_repeated(name for name, _ in given), *_not_finite(given), *_unknown(request, given)]
    if faults:
        raise InvalidInput(faults[0].detail, code=faults[0].code, errors=faults)


def _repeated(names: Iterable[str]) -> list[ErrorEntry]:
    return [
        ErrorEntry(pointer=_pointer(name), code="duplicate", detail="this parameter stands twice")
        for name, count in Counter(names).items()
        if count > 1
    ]


def _not_finite(given: list[tuple[str, str]]) -> list[ErrorEntry]:
    return [
        ErrorEntry(pointer=_pointer(name), code="not_finite", detail="NaN and infinity are not accepted")
        for name, value in given
        if not _is_finite(value)
    ]


def _is_finite(text: str) -> bool:
    """Whether `text` is anything but a number that is not finite."""
    try:
        return text.lstrip("+-").isdigit() or isfinite(float(text))
    except ValueError:
        return True


def _unknown(request: Request, given: list[tuple[str, str]]) -> list[ErrorEntry]:
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = [parameter.alias for parameter in route.dependant.query_params]
    return [_unknown_entry(name, known) for name, _ in given if name not in known]


def _unknown_entry(name: str, known: list[str]) -> ErrorEntry:
    near = difflib.get_close_matches(name[:64], known, 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    detail = f"there is no parameter of this name{hint}"
    params = {"nearest": near[0]} if near else {}
    return ErrorEntry(pointer=_pointer(name), code="unknown", detail=detail, params=params)


def _pointer(name: str) -> str:
    return "/query/" + name[:64].replace("~", "~0").replace("/", "~1")


def query_problem(error: RequestValidationError) -> InvalidInput:
    """What FastAPI found wrong with path and query."""
    entries = [_entry(fault) for fault in error.errors()]
    return InvalidInput(entries[0].detail, code=entries[0].code, errors=entries)


_CODES = {
    "missing": "missing",
    "literal_error": "unknown",
    "enum": "unknown",
    "string_pattern_mismatch": "bad_text",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "int_parsing_size": "out_of_range",
}


def _entry(fault: dict[str, object]) -> ErrorEntry:
    place = fault["loc"]
    assert isinstance(place, tuple)
    pointer = "".join(f"/{step}" for step in place)
    context = fault.get("ctx")
    params = {k: v for k, v in context.items() if isinstance(v, int)} if isinstance(context, dict) else {}
    code = _CODES.get(str(fault["type"]), "wrong_type")
    return ErrorEntry(pointer=pointer, code=code, detail=str(fault["msg"]), params=params)
