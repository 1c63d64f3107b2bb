"""Limits that a worker puts on itself before it does anything."""

import os
import resource
from dataclasses import asdict, dataclass
from typing import Any


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
            resource.setrlimit(resource.RLIMIT_DATA, (self.memory, self.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
