"""A real server in a process of its own, for tests that speak HTTP or drive a browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent


@dataclass
class Server:
    """A running playground: where it answers, where its data lie, and its process."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data_dir: Path, port: int | None = None, **settings: str) -> Server:
    """Start `cnn-playground serve` and wait until it is ready; `settings` become PLAYGROUND_… variables."""
    port = port or free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.parent / f"{data_dir.name}-{port}.log"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    env |= {f"PLAYGROUND_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--data-dir", str(data_dir)]
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", data_dir, process, log)
    wait_ready(server)
    return server


def wait_ready(server: Server, seconds: float = 60) -> None:
    """Return once `/readyz` says yes; raises with the server's log where it ends or never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    server.process.kill()
    raise RuntimeError(f"the server did not get ready:\n{server.log.read_text()}")


def stop(server: Server) -> None:
    """End the server as a service manager would: SIGTERM, then wait."""
    server.process.terminate()
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


def workers(server: Server) -> list[int]:
    """The worker processes of a server: its forkserver's children."""
    return [worker for child in children(server.process.pid) for worker in children(child)]


def children(pid: int) -> list[int]:
    """The processes that a process has started and not lost."""
    lists = Path("/proc").glob(f"{pid}/task/*/children")
    return [int(child) for one in lists for child in _read(one).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended
        return ""


@contextmanager
def running(data_dir: Path, **settings: str) -> Iterator[Server]:
    """A server for the time of a `with` block."""
    server = start(data_dir, **settings)
    try:
        yield server
    finally:
        stop(server)
