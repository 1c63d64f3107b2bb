"""Two that train at the same time, on a core each, and change cores: what slows the machine slows both.

On a shared machine a core's speed changes by a third from second to second, which turns of one after the other take
for a difference.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from bench.measure import Lap, lap_of


class Contestant(Protocol):
    """It works for about so many seconds in a process of its own, and tells how many items it has done."""

    pid: int

    def __call__(self, seconds: float) -> int:
        """Work."""


def paired(one: Contestant, other: Contestant, rounds: int, seconds: float) -> float:
    """Items a second of processor time of `one`, against those of `other`; both with one thread.

    Over an even number of rounds, in which each has either core equally often.
    """
    cores = sorted(os.sched_getaffinity(0))[:2]
    laps: tuple[list[Lap], list[Lap]] = ([], [])
    with ThreadPoolExecutor(2) as threads:
        for turn in range(-2, rounds // 2 * 2):  # the first two for a start
            places = cores if turn % 2 else cores[::-1]
            for contestant, core in zip((one, other), places, strict=True):
                _pin(contestant.pid, core)
            found = [*threads.map(lambda contestant: lap_of(contestant, seconds), (one, other))]
            if turn >= 0:
                for kept, lap in zip(laps, found, strict=True):
                    kept.append(lap)
    return _rate(laps[0]) / _rate(laps[1])


def _pin(pid: int, core: int) -> None:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


def _rate(laps: list[Lap]) -> float:
    return sum(lap.items for lap in laps) / sum(lap.cpu or 0.0 for lap in laps)
