"""Query parameters, as strict as bodies: nothing unknown, nothing twice, no NaN."""

import re
from collections import Counter
from collections.abc import Iterable
from math import isfinite
from typing import Annotated

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BeforeValidator
from pydantic_core import ErrorDetails, PydanticCustomError

from app.errors import ErrorEntry, InvalidInput, pointer_step
from app.network.complaints import OWN, nearest, words_of

_WHOLE = re.compile(r"-?[0-9]+")


def _whole(text: object) -> object:
    if isinstance(text, str) and not _WHOLE.fullmatch(text):
        raise PydanticCustomError(OWN + "wrong_type", "Input should be a whole number")
    return text


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number in a path or query: digits alone, where pydantic would take "8.0", "+8" and "1_000" too."""


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
    near = nearest(name, known)
    hint = f"; did you mean {near}?" if near else ""
    detail = f"there is no parameter of this name{hint}"
    params = {"nearest": near} if near else {}
    return ErrorEntry(pointer=_pointer(name), code="unknown", detail=detail, params=params)


def _pointer(name: str) -> str:
    return "/query" + pointer_step(name)


def query_problem(error: RequestValidationError) -> InvalidInput:
    """What FastAPI found wrong with path and query."""
    entries = [_entry(fault) for fault in error.errors()]
    return InvalidInput(entries[0].detail, code=entries[0].code, errors=entries)


def _entry(fault: ErrorDetails) -> ErrorEntry:
    code, detail, params = words_of([fault])
    pointer = "".join(pointer_step(str(step)) for step in fault["loc"])
    return ErrorEntry(pointer=pointer, code=code, detail=detail, params=params)
