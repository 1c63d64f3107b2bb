"""What looking costs a run: steps a second with every view of every layer open at ten frames a second, and with none.

A real server trains; in turns nobody watches and one viewer has maps, filters, statistics and gradients of all layers
of a pinned drawing, and acknowledges every frame, as the page does. Steps are counted at the socket that tells of
them in both cases.
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
from websockets.asyncio.client import ClientConnection, connect

from app.protocol import decode_header
from bench.live_roundtrip import drawing, remove
from bench.measure import Row, save, tell
from tests.serving import Server, running

PRESETS = ("lenet5", "resnet20")
"""On the digits that every installation has: with their input of 1×28×28."""
INPUT = {"channels": 1, "height": 28, "width": 28}
ROUNDS = 8
SECONDS = 4.0
WARM = 20
"""Steps before the first turn."""
FPS = 10
TARGET = 0.85
WHAT = ("maps", "filters", "statistics", "gradients")


class Viewer:
    """One viewer of a run: the newest step that its log tells, and frames by what they are."""

    def __init__(self, socket: ClientConnection, layers: list[str]) -> None:
        self.socket, self.layers = socket, layers
        self.step, self.warm = -1, asyncio.Event()
        self.frames = dict.fromkeys(WHAT, 0)

    async def look(self, everything: bool) -> None:
        """Open every view, or close them all."""
        layers = self.layers if everything else []
        await self._send(type="subscribe", layers=layers, what=WHAT, max_fps=FPS)

    async def follow(self) -> None:
        """Take in what comes until cancelled."""
        await self._send(type="probe", seq=1, pixels=drawing(0), preprocess="digit", target=1)
        async for received in self.socket:
            if isinstance(received, bytes):
                header, _ = decode_header(received)
                self.frames[header["what"]] += 1
                await self._send(type="ack", frame=header["frame"])
            elif (event := json.loads(received))["type"] == "metrics":
                self.step = event["step"][-1]
                if self.step >= WARM:
                    self.warm.set()

    async def speed(self) -> float:
        """Steps a second over a while."""
        begun, first = time.perf_counter(), self.step
        await asyncio.sleep(SECONDS)
        return (self.step - first) / (time.perf_counter() - begun)

    async def _send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))


async def measure(server: Server, preset: str) -> dict[str, Any]:
    """In turns, so that both meet the same neighbours; the ratio is of each turn by itself."""
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=60) as http:
        network = (await http.get(f"/presets/{preset}")).raise_for_status().json()["spec"] | {"input": INPUT}
        summary = (await http.post("/networks/analyze", json=network)).raise_for_status().json()
        body = {"network": network, "dataset": "mnist-5k", "training": {"epochs": 10_000}}
        run = (await http.post("/runs", json=body)).raise_for_status().json()["id"]
    alone, watched = [], []
    async with connect(f"ws{server.url[4:]}/ws/v1/runs/{run}", max_size=None) as socket:
        viewer = Viewer(socket, [node["path"] for node in summary["nodes"]])
        following = asyncio.create_task(viewer.follow())
        await viewer.warm.wait()
        for _ in range(ROUNDS):
            alone.append(await viewer.speed())
            await viewer.look(True)
            watched.append(await viewer.speed())
            await viewer.look(False)
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
    frames = viewer.frames
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        remove(client, run)
    shares = [seen / free for seen, free in zip(watched, alone, strict=True) if free]
    seconds = ROUNDS * SECONDS
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
