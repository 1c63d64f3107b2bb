"""One server for every test of HTTP and sockets that leaves it as it was."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.protocol import Tensor, decode_frame
from tests.serving import ROOT, Server, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty store."""
    with running(tmp_path_factory.mktemp("web") / "data") as server:
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    """A client on the server's root."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture
def lenet() -> dict[str, Any]:
    """LeNet-5 as it stands in the zoo."""
    network: dict[str, Any] = json.loads((ROOT / "models/lenet5/network.json").read_text())
    return network


@pytest.fixture
def stroke() -> list[list[int]]:
    """28×28 pixels with an upright stroke: a one."""
    return [[255 if 6 <= y < 22 and 13 <= x < 16 else 0 for x in range(28)] for y in range(28)]


class Talk:
    """A socket of which each message is awaited."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def text(self) -> dict[str, Any]:
        received = await asyncio.wait_for(self.socket.recv(), 30)
        assert isinstance(received, str)
        message: dict[str, Any] = json.loads(received)
        return message

    async def frame(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        received = await asyncio.wait_for(self.socket.recv(), 30)
        assert isinstance(received, bytes), received
        return decode_frame(received)

    async def closed(self) -> int:
        """The code with which the server closes, whatever comes before."""
        try:
            async with asyncio.timeout(30):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            assert self.socket.close_code is not None
            return self.socket.close_code


Talking = Callable[..., AbstractAsyncContextManager[Talk]]


@pytest.fixture
def talk(server: Server) -> Talking:
    """Opens a socket: `async with talk("/ws/v1/live") as live`."""

    @asynccontextmanager
    async def opened(path: str, **options: Any) -> AsyncIterator[Talk]:
        url = server.url.replace("http", "ws", 1) + path
        async with connect(url, compression=None, max_size=None, **options) as socket:
            yield Talk(socket)

    return opened


def worker_pids(server: Server, name: str) -> list[int]:
    """Processes of this server's family whose command line or name contains `name`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = stat.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if name in text:
            found.append(int(stat.parent.name))
    return found
