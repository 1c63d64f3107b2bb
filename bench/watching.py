"""What looking costs a run: steps a second with every view of every layer open at ten frames a second, and with none.

A real server trains; in turns nobody watches and one viewer has maps, filters, statistics and gradients of all layers
of a pinned drawing, and acknowledges every frame, as the page does. Steps are read from the run over REST.
"""

import asyncio
import contextlib
import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from websockets.asyncio.client import connect

from app.protocol import decode_header
from bench.live_roundtrip import drawing, remove
from bench.measure import Row, save, tell
from tests.serving import Server, running

PRESETS = ("lenet5", "resnet20")
"""On the digits that every installation has: with their input of 1×28×28."""
INPUT = {"channels": 1, "height": 28, "width": 28}
ROUNDS = 8
SECONDS = 4.0
FPS = 10
TARGET = 0.85
WHAT = ("maps", "filters", "statistics", "gradients")


async def watch(server: Server, run: str, layers: list[str], frames: dict[str, int]) -> None:
    """Look at everything until cancelled; counts the frames by what they are."""
    async with connect(f"ws{server.url[4:]}/ws/v1/runs/{run}?after=0", max_size=None) as socket:
        pinned = {"type": "probe", "seq": 1, "pixels": drawing(0), "preprocess": "digit", "target": 1}
        asked = {"type": "subscribe", "layers": layers, "what": WHAT, "max_fps": FPS}
        for message in (pinned, asked):
            await socket.send(json.dumps(message))
        async for received in socket:
            if isinstance(received, bytes):
                header, _ = decode_header(received)
                frames[header["what"]] += 1
                await socket.send(json.dumps({"type": "ack", "frame": header["frame"]}))


async def speed(http: httpx.AsyncClient, run: str) -> float:
    """Steps a second over a while."""
    begun, first = time.perf_counter(), await _step(http, run)
    await asyncio.sleep(SECONDS)
    last = await _step(http, run)
    return (last - first) / (time.perf_counter() - begun)


async def _step(http: httpx.AsyncClient, run: str) -> int:
    step: int = (await http.get(f"/runs/{run}")).raise_for_status().json()["progress"]["step"]
    return step


async def measure(server: Server, preset: str) -> dict[str, Any]:
    """In turns, so that both meet the same neighbours; the ratio is of each turn by itself."""
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=60) as http:
        network = (await http.get(f"/presets/{preset}")).raise_for_status().json()["spec"] | {"input": INPUT}
        summary = (await http.post("/networks/analyze", json=network)).raise_for_status().json()
        layers = [node["path"] for node in summary["nodes"]]
        body = {"network": network, "dataset": "mnist-5k", "training": {"epochs": 10_000}}
        run = (await http.post("/runs", json=body)).raise_for_status().json()["id"]
        await asyncio.sleep(6)
        frames = dict.fromkeys(WHAT, 0)
        alone, watched = [], []
        for _ in range(ROUNDS):
            alone.append(await speed(http, run))
            looking = asyncio.create_task(watch(server, run, layers, frames))
            await asyncio.sleep(0.7)
            watched.append(await speed(http, run))
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking
            await asyncio.sleep(0.5)
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        remove(client, run)
    shares = [seen / free for seen, free in zip(watched, alone, strict=True)]
    seconds = ROUNDS * (SECONDS + 0.7)
    rows = [
        Row(f"{preset}: speed while watched, of its own without", median(shares), "", TARGET),
        Row(f"{preset}: steps a second, nobody watches", median(alone), "1/s"),
        *(Row(f"{preset}: frames of {what}", count / seconds, "1/s") for what, count in frames.items()),
    ]
    return {"rows": tell(*rows), "shares": shares, "alone": alone, "watched": watched}


async def _all(server: Server) -> dict[str, Any]:
    return {preset: await measure(server, preset) for preset in PRESETS}


def main() -> None:
    """Measure, print, save."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "data") as server:
        found = asyncio.run(_all(server))
    print(f"\nwrote {save('watching', found)}")


if __name__ == "__main__":
    main()
