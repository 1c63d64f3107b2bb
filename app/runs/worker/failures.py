"""From an exception in a worker to the code and advice of a failed run."""

import errno
from typing import Any

from app.errors import PlaygroundError
from app.processes.errors import is_out_of_memory

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OWN_CODES = ("checkpoint_corrupt", "out_of_memory")
"""Codes of a failed run that the engine's own errors have."""


def is_full_disk(error: OSError) -> bool:
    """Whether there was no space left."""
    return error.errno in _FULL


def failure(error: BaseException) -> dict[str, Any]:
    """`{code, detail, params}` of a run's error."""
    if is_out_of_memory(error):
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
