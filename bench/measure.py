"""Interleaved timing: only ratios of what ran side by side mean anything on a shared machine."""

import json
import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parent / "results"


def interleave(
    contestants: Mapping[str, Callable[[float], int]], rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Let every contestant run for `seconds` in each round; gives its items a second, round by round.

    A contestant works for about the given time and tells how many items it has done.
    """
    speeds: dict[str, list[float]] = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant(seconds / 4)
    for _ in range(rounds):
        for name, contestant in contestants.items():
            start = time.perf_counter()
            done = contestant(seconds)
            speeds[name].append(done / (time.perf_counter() - start))
    return speeds


def ratio(speeds: Mapping[str, list[float]], name: str, against: str) -> float:
    """The median over the rounds of one contestant's speed against another's."""
    return median(mine / theirs for mine, theirs in zip(speeds[name], speeds[against], strict=True))


def save(name: str, results: Mapping[str, Any]) -> Path:
    """Write the results with the machine they come from to `bench/results/<name>.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    machine = {
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    path.write_text(json.dumps({"machine": machine, **results}, indent=2) + "\n")
    return path
