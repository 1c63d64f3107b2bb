"""Metrics of many small blocks joined into messages of at most ten a second."""

import time
from typing import Any

from app.training.events import Metrics

FLUSH_SECONDS = 0.09

_COLUMNS = ("step", "epoch", "train_loss", "train_accuracy", "lr", "finite")


class Columns:
    """Gathers blocks until they are due."""

    def __init__(self) -> None:
        self._blocks: list[Metrics] = []
        self._flushed = 0.0

    def add(self, block: Metrics) -> dict[str, Any] | None:
        """Take a block; gives the message that is due with it, if any."""
        self._blocks.append(block)
        due = time.monotonic() - self._flushed >= FLUSH_SECONDS
        return self.flush() if due else None

    def flush(self) -> dict[str, Any] | None:
        """What was gathered, as one message."""
        blocks, self._blocks = self._blocks, []
        if not blocks:
            return None
        self._flushed = time.monotonic()
        joined = {name: [value for block in blocks for value in getattr(block, name)] for name in _COLUMNS}
        last = blocks[-1]
        speeds = {"images_per_second": last.images_per_second, "threads": last.threads}
        return {"type": "metrics", **joined, **speeds}
