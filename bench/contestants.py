"""What trains against one another, each in processes of its own: plain loops, the engine's worker, a server's run.

Each is called with seconds, trains for about so long, stands still again, and gives the images that it took.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect

from app.processes import Channel, Forkserver, Message
from app.processes.confine import Limits, machine_memory
from app.processes.forkserver import environment
from app.processes.worker import _fork
from app.protocol import decode_header
from app.runs.hub import View
from app.runs.worker.job import Job, Wanted
from app.training.config import TrainConfig
from bench.loops import BATCH
from bench.networks import DATA, network
from tests.serving import Server

ROOT = Path(__file__).parents[1]


class Loop:
    """A loop of `bench.loops`; with `tuned` in the workers' environment, else in one that nobody has touched."""

    def __init__(self, name: str, of: str, threads: int, recipe: tuple[str, str], tuned: bool) -> None:
        command = [sys.executable, "-m", "bench.loops", name, of, str(threads), *recipe]
        # The same number of threads is set in the program; only the allocator differs.
        env = {**os.environ, **(environment() if tuned else {})}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.pid = self.process.pid
        assert self._line() == "ready"

    def __call__(self, seconds: float) -> int:
        """Train."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n")
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


class Engine:
    """A training worker as the server starts it, its viewer taking every frame at once."""

    def __init__(
        self, forkserver: Forkserver, data_dir: Path, of: str, threads: int | str, frames: float = 0
    ) -> None:
        self.pid, socket, self._lifeline = _fork(forkserver, "app.runs.worker.main:main", "bench", Limits())
        self.channel, self.step, self.held, self.frames = Channel(socket), 0, False, 0
        self.recipe: dict[str, Any] = {}
        self.view = View(tuple(node.name or "" for node in network(of).layers if node.name), ("maps",))
        self.channel.receive()  # it is ready
        self.channel.send(_job(data_dir, of, threads, self.pid).message())
        self._until_held()
        if frames:
            self.channel.send(self.view.message(frames))
            self._ask()

    def __call__(self, seconds: float) -> int:
        """Train."""
        before, end = self.step, time.perf_counter() + seconds
        self.channel.send(Wanted(None, None, None).message())
        while (left := end - time.perf_counter()) > 0:
            if self.channel.poll(left):
                self._take(self.channel.receive())
        self.channel.send(Wanted(0, None, None).message())
        self._until_held()
        return (self.step - before) * BATCH

    def _until_held(self) -> None:
        self.held = False
        while not self.held:
            self._take(self.channel.receive())

    def _take(self, message: Message) -> None:
        if isinstance(message, bytes):
            self.frames += 1
            self._ask()
        elif message["type"] == "resolved":
            self.recipe = message
        elif message["type"] == "held":
            self.held, self.step = True, message["step"]

    def _ask(self) -> None:
        self.channel.send({"type": "want", "view": self.view.key})

    def close(self) -> None:
        """End the worker."""
        self._lifeline.close()


def _job(data_dir: Path, of: str, threads: int | str, number: int) -> Job:
    staging = data_dir / f"staging-{number}"
    staging.mkdir()
    return Job(
        run="bench",
        network=network(of).model_dump(mode="json"),
        training=settings(threads).model_dump(mode="json"),
        dataset=DATA[of],
        data_dir=str(data_dir),
        staging=str(staging),
        spare_disk=0,
        cores=len(os.sched_getaffinity(0)),
        memory=machine_memory(),
        checkpoint=None,
        foreign=False,
        weights=None,
        weights_map=None,
        painted=[],
        nudges=[],
        wanted={"hold_at": 0, "lr": None, "pace": None},
    )


def settings(threads: int | str) -> TrainConfig:
    """Long enough for any measurement."""
    return TrainConfig.model_validate({"batch_size": BATCH, "epochs": 1000, "threads": threads})


class ServerRun:
    """A run of a real server, watched at its socket by a viewer that asks for so many frames a second."""

    def __init__(self, server: Server, of: str, threads: int | str, frames: float) -> None:
        self.http = httpx.Client(base_url=f"{server.url}/api/v1", timeout=60)
        body = {
            "network": network(of).model_dump(mode="json"),
            "dataset": DATA[of],
            "training": settings(threads).model_dump(mode="json"),
            "start": "paused",
        }
        self.run = self.http.post("/runs", json=body).raise_for_status().json()["id"]
        self.socket = connect(f"ws{server.url[4:]}/ws/v1/runs/{self.run}", max_size=None)
        layers = [node.name for node in network(of).layers if node.name]
        self.socket.send(
            json.dumps({"type": "subscribe", "layers": layers, "what": ["maps"], "max_fps": frames})
        )
        self.frames = self.step = 0
        self(0.1)

    def __call__(self, seconds: float) -> int:
        """Train."""
        before, end = self.step, time.perf_counter() + seconds
        self._post("resume")
        while (left := end - time.perf_counter()) > 0:
            with contextlib.suppress(TimeoutError):
                self._take(self.socket.recv(timeout=left))
        self._post("pause")
        while not self._stands():
            time.sleep(0.01)
        return (self.step - before) * BATCH

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.frames += 1
            self.socket.send(json.dumps({"type": "ack", "frame": decode_header(message)[0]["frame"]}))

    def _post(self, action: str) -> None:
        self.http.post(f"/runs/{self.run}/{action}").raise_for_status()

    def _stands(self) -> bool:
        run = self.http.get(f"/runs/{self.run}").raise_for_status().json()
        self.step = run["progress"]["step"]
        return bool(run["state"] == "paused")

    def close(self) -> None:
        """Forget the run."""
        self.socket.close()
        self.http.delete(f"/runs/{self.run}")


@contextlib.contextmanager
def closing(*contestants: Loop | Engine | ServerRun) -> Iterator[None]:
    """End all of them with the block."""
    try:
        yield
    finally:
        for contestant in contestants:
            contestant.close()
