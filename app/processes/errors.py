"""Errors on their way from a worker: as JSON, and back into the exceptions of `app.errors`."""

from typing import Any

from app import errors
from app.errors import ErrorEntry, PlaygroundError, Unavailable


def error_message(error: PlaygroundError) -> dict[str, Any]:
    """`error` as a message."""
    entries = [entry.model_dump(mode="json") for entry in error.errors]
    known = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
    return {"type": "error", "kind": known, "code": error.code, "detail": error.detail, "errors": entries}


def as_error(message: dict[str, Any]) -> PlaygroundError:
    """The exception that a message tells of."""
    kind = getattr(errors, message["kind"], Unavailable)
    entries = [ErrorEntry(**entry) for entry in message["errors"]]
    error: PlaygroundError = kind(message["detail"], code=message["code"], errors=entries)
    return error
