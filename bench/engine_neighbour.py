"""Training beside a busy neighbour: the governor of threads against every fixed number.

Two fixed threads lose most of their speed there; `threads: "auto"` must come near the best fixed number,
whichever that is. Measured with and without a process that keeps one core busy.
"""

import argparse
import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.engine import device as devices
from app.processes import Forkserver
from bench.contestants import Engine, closing
from bench.loops import BATCH
from bench.measure import Row, interleave, save, speed, tell
from bench.networks import write_images

TARGET = 0.8


def spin() -> None:
    """Keep a core busy, and end with the parent."""
    parent = os.getppid()
    while os.getppid() == parent:
        sum(range(10_000))


@contextlib.contextmanager
def neighbours(count: int) -> Iterator[None]:
    """So many busy processes beside this one."""
    busy = [multiprocessing.get_context("spawn").Process(target=spin) for _ in range(count)]
    for process in busy:
        process.start()
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.join()


def measure(engines: dict[str, Engine], busy: int, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """The governor against fixed numbers, printed."""
    with neighbours(busy):
        laps = interleave(engines, rounds, seconds)
    speeds = {name: speed(laps, name) for name in engines}
    best = max(value for name, value in speeds.items() if name != "auto")
    print(f"\nLeNet-5, batch {BATCH}, beside {busy} busy neighbours")
    rows = [Row(f"threads {name}", value, "images/s") for name, value in speeds.items()]
    return tell(*rows, Row("auto / best fixed", speeds["auto"] / best, "", TARGET))


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    ways: list[int | str] = ["auto", *range(1, devices.cores() + 1)]
    forkserver = Forkserver()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        write_images(data_dir, "lenet5")
        engines = {str(threads): Engine(forkserver, data_dir, "lenet5", threads) for threads in ways}
        with closing(*engines.values()):
            results = {f"{busy} busy": measure(engines, busy, given.rounds, given.seconds) for busy in (0, 1)}
    forkserver.stop()
    print(f"\nwrote {save('engine_neighbour', results)}")


if __name__ == "__main__":
    main()
