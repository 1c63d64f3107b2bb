"""What looking inside costs at the server: a unit's arithmetic, Grad-CAM, a painted kernel, a map of the test images.

At the socket and the REST calls of a real server that does nothing else, in turns of both networks.
"""

import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.measure import Row, save, tell
from tests.serving import Server, running

MODELS = {"lenet5-mnist": (1, 28, "c3"), "resnet20-cifar10": (3, 32, "conv3_2.body.conv2")}
"""By model: its input's channels and side, and a layer to look into."""
ROUNDS = 60
TARGETS = {"unit": 20.0, "Grad-CAM": 60.0, "painted kernel to accuracy": 300.0}
"""Milliseconds, p95."""
IMAGES = 1000
MAP_SECONDS = 10.0


class Looker:
    """One viewer of one model."""

    def __init__(self, socket: ClientConnection, http: httpx.AsyncClient, model: str) -> None:
        self._socket, self._http, self.model = socket, http, model
        self._channels, self._side, self._layer = MODELS[model]
        self._chance = random.Random(0)

    async def open(self) -> None:
        """Begin, and have every path of the code run once."""
        await self._ask(type="open", model=self.model)
        info = (await self._http.get(f"/models/{self.model}")).raise_for_status().json()
        self._network = info["network"]
        data = (await self._http.get("/datasets")).raise_for_status().json()
        ready = any(one["id"] == info["dataset"] and one["ready"] for one in data)
        self.asks = {"Grad-CAM": self.grad_cam, "unit": self.unit}
        if ready:  # CIFAR-10 is not in every installation
            self.asks["painted kernel to accuracy"] = self.painted
        for ask in self.asks.values():
            await ask()

    async def unit(self) -> None:
        """The arithmetic of a unit of the last image."""
        place = {
            "channel": self._chance.randrange(8),
            "y": self._chance.randrange(6),
            "x": self._chance.randrange(6),
        }
        await self._ask(type="unit", path=self._layer, **place)

    async def grad_cam(self) -> None:
        """Grad-CAM of a new image."""
        await self._ask(
            type="infer", seq=1, pixels=self._pixels(), layers=[], attribution=[{"method": "grad_cam"}]
        )

    async def painted(self) -> None:
        """A kernel of the first layer with new numbers, tried on the images; asked again for the rest."""
        shape = self._network["layers"][0]
        count = self._channels * shape["kernel_size"] ** 2
        weight = [self._chance.gauss(0, 0.3) for _ in range(count)]
        painted = [{"path": shape["name"], "channel": 0, "weight": weight}]
        model = {"network": self._network, "weights_from": self.model, "painted": painted}
        start = 0
        while start < IMAGES:
            body = {"model": model, "images": IMAGES, "start": start}
            start += (await self._http.post("/evaluations", json=body)).raise_for_status().json()["images"]

    def _pixels(self) -> list[Any]:
        sides = range(self._side)
        if self._channels == 1:
            return [[self._chance.randrange(256) for _ in sides] for _ in sides]
        return [[[self._chance.randrange(256) for _ in range(self._channels)] for _ in sides] for _ in sides]

    async def _ask(self, **message: Any) -> None:
        await self._socket.send(json.dumps(message))
        answer = await self._socket.recv()
        if isinstance(answer, str) and json.loads(answer)["type"] == "error":
            raise RuntimeError(answer)


async def _milliseconds(ask: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await ask()
    return (time.perf_counter() - begun) * 1000


async def _map_seconds(http: httpx.AsyncClient) -> float:
    """From the question to t-SNE's map of the test images that every installation has."""
    question = {"kind": "image_map", "method": "tsne"}
    body = {"model": "lenet5-mnist", "question": question, "dataset": "mnist-5k"}
    begun = time.perf_counter()
    for _ in range(2000):
        if (await http.post("/findings", json=body)).raise_for_status().status_code == 200:
            break
        await asyncio.sleep(0.05)
    return time.perf_counter() - begun


async def measure(server: Server) -> dict[str, Any]:
    """Everything, in turns."""
    times: dict[tuple[str, str], list[float]] = {}
    address = f"ws{server.url[4:]}/ws/v1/live"
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=120) as http:
        async with connect(address, max_size=None) as one, connect(address, max_size=None) as two:
            lookers = [Looker(socket, http, model) for socket, model in zip((one, two), MODELS, strict=True)]
            for looker in lookers:
                await looker.open()
            for _ in range(ROUNDS):
                for looker in lookers:
                    for what, ask in looker.asks.items():
                        times.setdefault((looker.model, what), []).append(await _milliseconds(ask))
        seconds = await _map_seconds(http)
    rows = [
        Row(f"{model}: {what}, p95", quantiles(found, n=20)[-1], "ms", TARGETS[what], "less")
        for (model, what), found in times.items()
    ]
    rows.append(Row("map of the test images (t-SNE)", seconds, "s", MAP_SECONDS, "less"))
    return {"rows": tell(*rows), "times": {" ".join(key): found for key, found in times.items()}}


def main() -> None:
    """Measure, print, save."""
    here = os.environ.get("PLAYGROUND_DATASETS_DIR")
    where = {"datasets_dir": here} if here else {}
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "data", **where) as server:
        found = asyncio.run(measure(server))
    print(f"\nwrote {save('looking', found)}")


if __name__ == "__main__":
    main()
