"""What a process that touches untrusted bytes may use; it gives up the rest before it reads any."""

import contextlib
import math
import os
import resource
from pathlib import Path

MEMORY_BYTES = 1_000_000_000
SECONDS_PER_IMAGE = 5


def confine(memory_bytes: int = MEMORY_BYTES, file_bytes: int = 0) -> None:
    """Limit this process's address space and the size of the files it may write; no core dumps.

    A limit that the system does not know (macOS has no address-space limit) is left out.
    """
    limits = (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    )
    for name, value in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def allow_seconds(seconds: float = SECONDS_PER_IMAGE) -> None:
    """Let this process use so many more seconds of processor time; beyond them it is killed by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def bare_environment() -> dict[str, str]:
    """What a confined process needs from the environment: where this package and its libraries lie."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    root = Path(__file__).resolve().parents[2]
    return {**kept, "PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
