"""Every error answer is `application/problem+json` (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from app.errors import InvalidInput, PlaygroundError

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("app.web")


class ProblemBody(BaseModel):
    """The body of every error answer."""

    model_config = ConfigDict(title="Problem", use_attribute_docstrings=True)

    type: str = "about:blank"
    title: str
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    errors: list[dict[str, Any]] = Field(default_factory=list)
    """What is wrong where: `{pointer, code, detail, …}`, `pointer` being a JSON Pointer into the request."""
    request_id: str


def problem(error: PlaygroundError, request: Request) -> Response:
    """The answer for `error`."""
    body = ProblemBody(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        request_id=request_id(request),
    )
    return Response(body.model_dump_json(), error.status, media_type=MEDIA_TYPE)


def request_id(request: Request) -> str:
    """The id under which the log knows this request."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def add_handlers(app: FastAPI) -> None:
    """One handler per family of errors."""
    app.add_exception_handler(PlaygroundError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Exception, _unexpected)


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, PlaygroundError)
    return problem(error, request)


class HttpError(PlaygroundError):
    """What the framework refuses by itself: an unknown path, a method that a path does not have."""

    def __init__(self, status: int) -> None:
        phrase = HTTPStatus(status).phrase
        super().__init__(f"{phrase}.", code=_CODES.get(status, phrase.lower().replace(" ", "_")))
        self.status, self.title = status, phrase


_CODES = {404: "not_found", 405: "method_not_allowed"}


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = problem(HttpError(error.status_code), request)
    response.headers.update(error.headers or {})
    return response


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(InvalidInput("The request cannot be accepted."), request)


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("request %s failed", request_id(request))
    return problem(PlaygroundError("Something went wrong; the log of the server says what."), request)
