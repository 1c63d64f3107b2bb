"""Interleaved timing: only ratios of what ran side by side mean anything on a shared machine."""

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any, Literal

RESULTS = Path(__file__).parent / "results"
CONSTANT = 1.3
"""A cost that grows by less than this is called constant."""


@dataclass(frozen=True)
class Row:
    """One number beside its target."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    better: Literal["more", "less"] = "more"

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.better == "more" else self.value <= self.target

    def __str__(self) -> str:
        sign = "≥" if self.better == "more" else "≤"
        target = "" if self.target is None else f"   target {sign} {_number(self.target)} {self.unit}"
        verdict = {True: "", False: "   MISSED", None: ""}[self.met]
        return f"  {self.name:58} {_number(self.value):>10} {self.unit:10}{target}{verdict}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"


def tell(*rows: Row) -> list[dict[str, Any]]:
    """Print rows; gives them for the results."""
    for row in rows:
        print(row, flush=True)
    return [{**asdict(row), "met": row.met} for row in rows]


@dataclass(frozen=True)
class Lap:
    """What a contestant did in one round: items, seconds of the clock, seconds of the processor where known."""

    items: int
    seconds: float
    cpu: float | None

    @property
    def speed(self) -> float:
        """Items a second."""
        return self.items / self.seconds


Laps = dict[str, list[Lap]]


def interleave(contestants: Mapping[str, Callable[[float], int]], rounds: int, seconds: float) -> Laps:
    """Let every contestant run for `seconds` in each round, and once for a start.

    A contestant works for about the given time and tells how many items it has done; one with a `pid` has its
    processor time taken too.
    """
    laps: Laps = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant(seconds / 4)
    for _ in range(rounds):
        for name, contestant in contestants.items():
            laps[name].append(lap_of(contestant, seconds))
    return laps


def lap_of(contestant: Callable[[float], int], seconds: float) -> Lap:
    """One lap of about so many seconds."""
    pid: int | None = getattr(contestant, "pid", None)
    before, start = pid and cpu_seconds(pid), time.perf_counter()
    items = contestant(seconds)
    elapsed = time.perf_counter() - start
    return Lap(items, elapsed, None if pid is None else cpu_seconds(pid) - (before or 0))


def ratio(laps: Laps, name: str, against: str) -> float:
    """The median over the rounds of one contestant's speed against another's."""
    return median(mine.speed / theirs.speed for mine, theirs in zip(laps[name], laps[against], strict=True))


def cpu_ratio(laps: Laps, name: str, against: str) -> float | None:
    """The same by items a second of processor time: what busy neighbours change least. One thread only."""
    pairs = list(zip(laps[name], laps[against], strict=True))
    if any(not lap.cpu for pair in pairs for lap in pair):
        return None
    return median((mine.items / mine.cpu) / (theirs.items / theirs.cpu) for mine, theirs in pairs)  # type: ignore[operator]


def speed(laps: Laps, name: str) -> float:
    """Items a second, the median of the rounds."""
    return median(lap.speed for lap in laps[name])


def cpu_seconds(pid: int) -> float:
    """Processor time that the threads of a process have taken so far."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "torch": metadata.version("torch"),
    }


def save(name: str, results: Mapping[str, Any]) -> Path:
    """Write the results with the machine they come from to `bench/results/<name>.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": machine(), **results}, indent=2) + "\n")
    return path
