"""What grows with what: the server's work with the viewers of a run, and with the runs in its queue.

In its processor time, which busy neighbours change least.
"""

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.protocol import decode_header
from bench.measure import CONSTANT, Row, cpu_seconds, save, tell
from tests.serving import Server, running

VIEWERS = (10, 200)
WATCHED_SECONDS = 6.0
FRAMES = 2.0
"""Frames a second that each viewer asks for."""
QUEUED = 1000
COUNTED = 50
"""Runs whose cost is taken, at the beginning and at the end of the queue."""


async def viewers(server: Server, http: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The server's time for each viewer of a run, with few viewers and with many."""
    training = {"epochs": 10_000, "pace": 20}
    body = {"network": {"preset": "lenet5"}, "dataset": "mnist-5k", "training": training}
    run = (await http.post("/runs", json=body)).raise_for_status().json()["id"]
    address = f"ws{server.url[4:]}/ws/v1/runs/{run}"
    await asyncio.sleep(4)
    cost = {count: [0.0] for count in (0, *VIEWERS)}
    seen = dict.fromkeys(cost, 0)
    for _ in range(2):
        for count in cost:
            async with watching(f"{address}?after={await _newest(http, run)}", count) as messages:
                await asyncio.sleep(1.5)
                before, begun, had = cpu_seconds(server.process.pid), time.perf_counter(), messages[0]
                await asyncio.sleep(WATCHED_SECONDS)
                elapsed = time.perf_counter() - begun
                cost[count].append((cpu_seconds(server.process.pid) - before) / elapsed)
                seen[count] = int((messages[0] - had) / elapsed)
    await http.delete(f"/runs/{run}")
    idle, few, many = (median(cost[count][1:]) for count in cost)
    each = {count: (total - idle) / count for count, total in zip(VIEWERS, (few, many), strict=True)}
    rows = [
        Row(f"processor time per viewer, of {count} ({seen[count]} messages/s)", each[count] * 1000, "ms/s")
        for count in VIEWERS
    ]
    growth = each[VIEWERS[1]] / each[VIEWERS[0]]
    name = f"cost per viewer, {VIEWERS[1]} against {VIEWERS[0]}"
    return tell(*rows, Row(name, growth, "", CONSTANT, "less"))


async def _newest(http: httpx.AsyncClient, run: str) -> int:
    """The run's newest event: viewers are counted at what is new, not while they read what was."""
    newest = -1
    while events := (await http.get(f"/runs/{run}/events", params={"after": newest, "limit": 10_000})).json():
        newest = events[-1]["seq"]
    return newest


@contextlib.asynccontextmanager
async def watching(address: str, count: int) -> AsyncIterator[list[int]]:
    """So many viewers; gives a counter of the messages that they get."""
    messages = [0]
    tasks = [asyncio.create_task(watch(address, messages)) for _ in range(count)]
    try:
        yield messages
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def watch(address: str, messages: list[int]) -> None:
    """Look at all maps and acknowledge them, as the page does."""
    async with connect(address, max_size=None) as socket:
        wish = {"type": "subscribe", "layers": ["c1", "s2", "c3", "s4", "output"], "what": ["maps"]}
        await socket.send(json.dumps({**wish, "max_fps": FRAMES}))
        await _read(socket, messages)


async def _read(socket: ClientConnection, messages: list[int]) -> None:
    async for message in socket:
        messages[0] += 1
        if isinstance(message, bytes):
            await socket.send(json.dumps({"type": "ack", "frame": decode_header(message)[0]["frame"]}))


async def queue(server: Server, http: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The server's time to take a run into a short queue and into a long one, and to give its list."""
    body = {"network": {"preset": "lenet5"}, "dataset": "mnist-5k", "training": {"epochs": 10_000, "pace": 1}}
    await _post(http, body, 1)  # it takes the only place
    await asyncio.sleep(3)
    pid, marks = server.process.pid, []
    for count in (COUNTED, QUEUED - 3 * COUNTED, COUNTED):
        before = cpu_seconds(pid)
        await _post(http, body, count)
        marks.append((cpu_seconds(pid) - before) / count * 1000)
    begun = time.perf_counter()
    (await http.get("/runs")).raise_for_status()
    listed = (time.perf_counter() - begun) * 1000
    before = cpu_seconds(pid)
    await asyncio.sleep(4)
    idle = (cpu_seconds(pid) - before) / 4 * 1000
    return tell(
        Row(f"processor time to queue a run, the first {COUNTED}", marks[0], "ms"),
        Row(f"processor time to queue a run, the last {COUNTED} of {QUEUED - COUNTED}", marks[2], "ms"),
        Row("cost per queued run, last against first", marks[2] / marks[0], "", CONSTANT, "less"),
        Row("the list of the newest 100 runs", listed, "ms"),
        Row("the server's processor time with the queue full", idle, "ms/s"),
    )


async def _post(http: httpx.AsyncClient, body: dict[str, Any], count: int) -> None:
    for _ in range(count):
        (await http.post("/runs", json=body)).raise_for_status()


async def served(server: Server) -> list[dict[str, Any]]:
    """What needs a server."""
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=60) as http:
        await http.post("/predict", json={"model": "lenet5-mnist", "pixels": [[0]]})  # the worker is up
        return await viewers(server, http) + await queue(server, http)


def main() -> None:
    """Measure, print, save."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "data") as server:
        rows = asyncio.run(served(server))
    print(f"\nwrote {save('growth', {'rows': rows})}")


if __name__ == "__main__":
    main()
