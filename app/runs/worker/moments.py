"""Checkpoints that can wait: kept in memory, and written when training has time for it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.engine.checkpoint import Checkpoint

SHARE = 0.005
"""Of the time of training that may go into writing them; the rest are written when it stands still or is over."""


@dataclass(frozen=True)
class Moment:
    """The weights of a step, copied; all that wait are bounded by `app.engine.moments.MOMENT_BYTES`."""

    step: int
    epoch: float
    checkpoint: "Checkpoint"


class Moments:
    """A queue of moments; `write` puts one on the disk and announces it."""

    def __init__(self, write: Callable[[Moment], None]) -> None:
        self._write = write
        self._waiting: deque[Moment] = deque()
        self._begun, self._spent = time.perf_counter(), 0.0

    def add(self, moment: Moment) -> None:
        """Keep one until there is time."""
        self._waiting.append(moment)

    def forget(self, step: int) -> None:
        """That step has a checkpoint already."""
        self._waiting = deque(moment for moment in self._waiting if moment.step != step)

    def spare(self) -> None:
        """Write one where the share of the time allows it."""
        if self._spent <= SHARE * (time.perf_counter() - self._begun):
            self.next()

    def next(self) -> bool:
        """Write one; gives whether there was one."""
        if not self._waiting:
            return False
        begun = time.perf_counter()
        self._write(self._waiting.popleft())
        self._spent += time.perf_counter() - begun
        return True

    def all(self) -> None:
        """Write those that wait."""
        while self.next():
            pass
