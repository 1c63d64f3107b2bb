"""From a drawing to the answer with every map, at the socket of a real server; and from a click to the first step.

Idle and beside a run in training, in turns; times in milliseconds as p50 and p95, bytes of one answer.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.measure import Row, save, tell
from tests.serving import Server, running

ROUNDS = 3
DRAWINGS = 150
CLICKS = 7
PAUSE_SECONDS = 4.5
"""Between clicks: the next worker is ready by then."""
TARGETS = {"idle": 3.0, "training": 5.0}
"""Milliseconds, p95 of an answer."""
CLICK_MS = 300.0


def drawing(turn: int) -> list[list[int]]:
    """28×28 pixels with a stroke that moves from turn to turn."""
    left = 8 + turn % 10
    return [[255 if left <= x < left + 3 and 5 <= y < 23 else 0 for x in range(28)] for y in range(28)]


async def answers(socket: ClientConnection, count: int) -> tuple[list[float], int]:
    """Milliseconds of each answer, one drawing after the other, and the bytes of the last."""
    times, size = [], 0
    for turn in range(count):
        message = {"type": "infer", "seq": turn, "pixels": drawing(turn), "preprocess": "digit"}
        begun = time.perf_counter()
        await socket.send(json.dumps(message))
        size = len(await socket.recv())
        times.append((time.perf_counter() - begun) * 1000)
    return times, size


def create(http: httpx.Client, **training: Any) -> str:
    """Start LeNet-5 on the digits that every installation has."""
    body = {"network": {"preset": "lenet5"}, "dataset": "mnist-5k", "training": training}
    run: str = http.post("/runs", json=body).raise_for_status().json()["id"]
    return run


def remove(http: httpx.Client, run: str) -> None:
    """Cancel the run and forget it."""
    http.delete(f"/runs/{run}").raise_for_status()


async def first_step(server: Server, http: httpx.Client) -> float:
    """Milliseconds from POST /runs to the first metrics at the run's socket."""
    begun = time.perf_counter()
    run = create(http, epochs=1)
    async with connect(f"ws{server.url[4:]}/ws/v1/runs/{run}") as socket:
        while json.loads(await socket.recv())["type"] != "metrics":
            pass
    elapsed = (time.perf_counter() - begun) * 1000
    remove(http, run)
    return elapsed


async def measure(server: Server) -> dict[str, Any]:
    """Everything, in rounds, so that idle and training meet the same neighbours."""
    times: dict[str, list[float]] = {"idle": [], "training": []}
    clicks: list[float] = []
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as http:
        async with connect(f"ws{server.url[4:]}/ws/v1/live", max_size=None) as socket:
            await socket.send(json.dumps({"type": "open", "model": "lenet5-mnist"}))
            await socket.recv()
            await answers(socket, 30)
            size = 0
            for _ in range(ROUNDS):
                found, size = await answers(socket, DRAWINGS)
                times["idle"] += found
                run = create(http, epochs=200)
                await asyncio.sleep(5)
                found, _ = await answers(socket, DRAWINGS)
                times["training"] += found
                remove(http, run)
                await asyncio.sleep(2)
        for _ in range(CLICKS):
            await asyncio.sleep(PAUSE_SECONDS)
            clicks.append(await first_step(server, http))
    rows = [
        row
        for name, found in times.items()
        for row in (
            Row(f"drawing to answer, {name}, p50", median(found), "ms"),
            Row(f"drawing to answer, {name}, p95", quantiles(found, n=20)[-1], "ms", TARGETS[name], "less"),
        )
    ]
    rows.append(Row("one answer, all maps of LeNet-5", size, "bytes"))
    rows.append(Row("click to first step, median", median(clicks), "ms", CLICK_MS, "less"))
    return {"rows": tell(*rows), "clicks": clicks, "times": times}


def main() -> None:
    """Measure, print, save."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "data") as server:
        found = asyncio.run(measure(server))
    print(f"\nwrote {save('live_roundtrip', found)}")


if __name__ == "__main__":
    main()
