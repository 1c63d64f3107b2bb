"""Limits that a worker puts on itself before it does anything."""

import contextlib
import os
import resource
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_CGROUP = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True)
class Limits:
    """How much a worker may take."""

    nice: int = 0
    """Added to its niceness: 10 leaves the processor to the web server first."""
    memory: int | None = None
    """Bytes of data (RLIMIT_DATA); never together with CUDA, which reserves far more than it uses."""

    def to_json(self) -> dict[str, Any]:
        """For the request to the forkserver."""
        return asdict(self)

    def apply(self) -> None:
        """Limit this process, for good."""
        os.nice(self.nice)
        if self.memory is not None:
            limit_memory(self.memory)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(count: int) -> None:
    """Let this process have no more than so many bytes of data, for good: beyond, allocations fail.

    Without a limit the system kills whoever is largest once the machine is full, and says nothing.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def machine_memory() -> int:
    """Bytes of memory of this machine, or of the container that this process lives in."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        return min(whole, int(_CGROUP.read_text()))
    return whole
