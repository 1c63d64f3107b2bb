"""Training speed of the engine against loops that anyone would write, on the same network and images.

Every contestant has a process of its own. Prints images a second as ratios: medians of interleaved rounds, each
beside its target. The same by processor time is what busy neighbours change least, with one thread.
"""

import argparse
import contextlib
import tempfile
from pathlib import Path
from typing import Any

from app.engine import device as devices
from app.processes import Forkserver
from bench.contestants import Engine, Loop, ServerRun, closing
from bench.loops import BATCH
from bench.measure import Laps, Row, cpu_ratio, interleave, ratio, save, speed, tell
from bench.networks import write_images
from bench.pairing import paired
from tests.serving import running

TARGETS: dict[str, list[tuple[str, str, float | None]]] = {
    "lenet5": [
        ("engine", "same recipe", 0.97),
        ("engine, 10 frames/s", "same recipe", 0.97),
        ("engine, 30 frames/s", "same recipe", 0.92),
        ("engine", "bare", 1.4),
        ("engine, 30 frames/s", "data loader", 3.5),
        ("server, 10 frames/s", "same recipe", None),
        ("server, 30 frames/s", "data loader", None),
    ],
    "resnet20": [("engine", "same recipe", 0.97), ("engine", "bare", 2.0)],
}
PAIRED_ROUNDS, PAIRED_SECONDS = 40, {"lenet5": 0.8, "resnet20": 2.0}
FRAMES = {"lenet5": (10.0, 30.0), "resnet20": ()}


def measure(name: str, threads: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Speeds and ratios for one network, printed as they come."""
    with contextlib.ExitStack() as stack:
        data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        write_images(data_dir, name)
        forkserver = Forkserver()
        stack.callback(forkserver.stop)
        engines = {"engine": Engine(forkserver, data_dir, name, threads)}
        engines |= {
            f"engine, {rate:.0f} frames/s": Engine(forkserver, data_dir, name, threads, rate)
            for rate in FRAMES[name]
        }
        recipe = engines["engine"].recipe
        how = (recipe["precision"], recipe["layout"])
        loops = {
            "bare": Loop("bare", name, threads, how, tuned=False),
            "same recipe": Loop("same recipe", name, threads, how, tuned=True),
        }
        if name == "lenet5":
            loops["data loader"] = Loop("data loader", name, threads, how, tuned=False)
        stack.enter_context(closing(*engines.values(), *loops.values()))
        runs: dict[str, ServerRun] = {}
        if FRAMES[name]:
            server = stack.enter_context(running(data_dir, running_limit="9"))
            for rate in FRAMES[name]:
                runs[f"server, {rate:.0f} frames/s"] = ServerRun(server, name, threads, rate)
            stack.enter_context(closing(*runs.values()))
        # Each beside what it is compared with: neighbours change from second to second.
        order = ["bare", "engine", "same recipe", *list(engines)[1:], *runs, "data loader"]
        contestants: dict[str, Loop | Engine | ServerRun] = {**loops, **engines, **runs}
        beside = _beside(forkserver, data_dir, name, how) if devices.cores() > 1 else []
        laps = interleave({key: contestants[key] for key in order if key in contestants}, rounds, seconds)
        print(f"\n{name}, batch {BATCH}, {threads} threads, {how[0]}, {how[1]}")
        told = _told(name, laps) + tell(*beside) + tell(*_frames(engines, runs, laps))
    return {"threads": threads, "recipe": recipe, "rows": told, "laps": _plain(laps)}


def _beside(forkserver: Forkserver, data_dir: Path, name: str, how: tuple[str, str]) -> list[Row]:
    """The engine and its own recipe in a bare loop, both at once with one thread."""
    engine = Engine(forkserver, data_dir, name, 1)
    loop = Loop("same recipe", name, 1, how, tuned=True)
    with closing(engine, loop):
        found = paired(engine, loop, PAIRED_ROUNDS, PAIRED_SECONDS[name])
    return [Row("engine / same recipe, at the same time on a core each", found, "", 0.97)]


def _told(name: str, laps: Laps) -> list[dict[str, Any]]:
    tell(*(Row(each, speed(laps, each), "images/s") for each in laps))
    rows = []
    for mine, theirs, target in TARGETS[name]:
        rows += tell(Row(f"{mine} / {theirs}", ratio(laps, mine, theirs), "", target))
        by_cpu = cpu_ratio(laps, mine, theirs)
        if by_cpu is not None:
            rows += tell(Row("      by processor time", by_cpu))
    return rows


def _frames(engines: dict[str, Engine], runs: dict[str, ServerRun], laps: Laps) -> list[Row]:
    """How many frames a second the viewers had."""
    return [
        Row(f"{name}: had", one.frames / sum(lap.seconds for lap in laps[name]), "frames/s")
        for found in (engines, runs)
        for name, one in found.items()
        if one.frames
    ]


def _plain(laps: Laps) -> dict[str, list[dict[str, Any]]]:
    return {name: [vars(lap) for lap in found] for name, found in laps.items()}


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=devices.cores())
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.8, help="of each contestant in each round")
    parser.add_argument("--networks", nargs="*", default=["lenet5", "resnet20"])
    given = parser.parse_args()
    results = {name: measure(name, given.threads, given.rounds, given.seconds) for name in given.networks}
    print(f"\nwrote {save('engine_throughput', results)}")


if __name__ == "__main__":
    main()
