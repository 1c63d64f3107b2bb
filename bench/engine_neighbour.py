"""Training beside a busy neighbour: the governor of threads against every fixed number.

Two fixed threads lose most of their speed there; `threads: "auto"` must come near the best fixed number,
whichever that is. Measured with and without a process that keeps one core busy.
"""

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from app.engine import device as devices
from app.engine.session import Session
from app.network.presets import load_preset
from app.training.config import TrainConfig
from bench.engine_throughput import BATCH, Engine, dataset
from bench.measure import interleave, save

TARGET = 0.8


def spin() -> None:
    """Keep a core busy, and end with the parent."""
    parent = os.getppid()
    while os.getppid() == parent:
        sum(range(10_000))


@contextmanager
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


def measure(busy: int, rounds: int, seconds: float) -> dict[str, Any]:
    """The governor against fixed numbers, printed."""
    spec = load_preset("lenet5").spec
    assert spec is not None
    data = dataset(1, 28)
    ways: list[Any] = ["auto", *range(1, devices.cores() + 1)]
    sessions = {
        str(threads): Session(spec, TrainConfig(batch_size=BATCH, epochs=100, threads=threads), data)
        for threads in ways
    }
    with neighbours(busy):
        running = {name: Engine(session, 0) for name, session in sessions.items()}
        speeds = interleave(running, rounds, seconds)
    middle = {name: median(values) for name, values in speeds.items()}
    best = max(value for name, value in middle.items() if name != "auto")
    print(f"\nLeNet-5, batch {BATCH}, beside {busy} busy neighbours")
    for name, value in middle.items():
        print(f"  threads {name:6} {value:10,.0f} images/s")
    print(f"  auto / best fixed {middle['auto'] / best:6.2f}   target {TARGET:.2f}")
    return {"images_per_second": speeds, "ratio": middle["auto"] / best, "target": TARGET}


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    results = {f"{busy} busy": measure(busy, given.rounds, given.seconds) for busy in (0, 1)}
    print(f"\nwrote {save('engine_neighbour', results)}")


if __name__ == "__main__":
    main()
