"""Errors on their way from a worker: as JSON, and back into the exceptions of `app.errors`."""

from typing import Any

from app import errors
from app.errors import ErrorEntry, PlaygroundError, Unavailable

_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")


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


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a worker failed for lack of memory, by whichever library says so."""
    # safetensors panics where it gets no memory for the bytes of a file
    if isinstance(error, MemoryError) or type(error).__name__ in ("OutOfMemoryError", "PanicException"):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in _NO_MEMORY)
