"""From an exception in a worker to the code and advice of a failed run."""

import errno
from typing import Any

from app.errors import PlaygroundError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")
OWN_CODES = ("checkpoint_corrupt", "out_of_memory")
"""Codes of a failed run that the engine's own errors have."""


def is_full_disk(error: OSError) -> bool:
    """Whether there was no space left."""
    return error.errno in _FULL


def failure(error: BaseException) -> dict[str, Any]:
    """`{code, detail, params}` of a run's error."""
    if _is_out_of_memory(error):
        return {
            "code": "out_of_memory",
            "detail": "There is not enough memory: take a smaller batch or a smaller network.",
            "params": {},
        }
    if isinstance(error, PlaygroundError):
        code = error.code if error.code in OWN_CODES else "internal"
        return {"code": code, "detail": error.detail, "params": error.params}
    return {
        "code": "internal",
        "detail": "Training failed by a fault of the playground; the log of the server says more.",
        "params": {"error": type(error).__name__},
    }


def _is_out_of_memory(error: BaseException) -> bool:
    # safetensors panics where it gets no memory for the bytes of a file
    if isinstance(error, MemoryError) or type(error).__name__ in ("OutOfMemoryError", "PanicException"):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in _NO_MEMORY)
