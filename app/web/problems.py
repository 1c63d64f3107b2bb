"""Every error answer is `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.errors import InvalidNetwork, PlaygroundError, TooMany, Unavailable, problem_of
from app.web.logs import log
from app.web.pages import error_page, wants_html
from app.web.queries import query_problem

MEDIA_TYPE = "application/problem+json"


class HttpError(PlaygroundError):
    """What the framework refuses by itself: an unknown path, a method that a path does not have."""

    def __init__(self, status: int) -> None:
        self.title = HTTPStatus(status).phrase
        super().__init__(f"{self.title}.", code=self.title.lower().replace(" ", "_"))
        self.status = status


def problem_response(error: PlaygroundError, scope: Scope) -> Response:
    """The answer for `error`; a network with a problem comes with the summary of what precedes it."""
    body = problem_of(error, scope.get("state", {}).get("request_id", "")).model_dump(mode="json")
    if isinstance(error, InvalidNetwork) and error.partial is not None:
        body["partial"] = error.partial.model_dump(mode="json")
    return ProblemJson(body, error.status, _headers(error))


class ProblemJson(Response):
    """JSON under the media type of problems."""

    media_type = MEDIA_TYPE

    def __init__(self, body: dict[str, Any], status: int, headers: dict[str, str]) -> None:
        text = json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        super().__init__(text.encode("utf-8", "replace"), status, headers)


def _headers(error: PlaygroundError) -> dict[str, str]:
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": "1"} if isinstance(error, Unavailable) else {}


def add_handlers(app: FastAPI) -> None:
    """One handler per family of errors."""
    app.add_exception_handler(PlaygroundError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Exception, _unexpected)


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, PlaygroundError)
    return problem_response(error, request.scope)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and wants_html(request):
        return error_page(error.status_code, "There is no such page.")
    response = problem_response(HttpError(error.status_code), request.scope)
    response.headers.update(error.headers or {})
    return response


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(query_problem(error), request.scope)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("request failed", id=request.scope["state"].get("request_id"), exc_info=error)
    return problem_response(
        PlaygroundError("Something went wrong here; the server's log says what."), request.scope
    )
