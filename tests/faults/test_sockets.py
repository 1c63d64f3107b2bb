"""Sockets that are abused, left unread or dead: refused, cut off, and no burden to anybody else."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serving import Server, running
from tests.web.conftest import Talk, Talking

SOCKETS = ["/ws/v1/live", "/ws/v1/runs/nothing"]
RUNS = "/api/v1/runs"
NETWORK = {
    "layers": [
        {"kind": "max_pool2d", "kernel_size": 4},
        {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ]
}
WIDE = {
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 64, "kernel_size": 3},
        {"kind": "global_avg_pool"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ]
}
"""43 kB of maps in a frame."""


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Cookie": "a=b"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "websocket"},
    ],
)
async def test_other_pages_are_refused_before_the_upgrade(talk: Talking, path: str, headers: dict[str, str]):
    with pytest.raises(InvalidStatus) as refused:
        async with talk(path, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body or b"")["code"] == "forbidden_origin"


async def test_our_own_page_is_accepted(talk: Talking, server: Server):
    headers = {"Origin": server.url, "Cookie": "a=b", "Sec-Fetch-Site": "same-origin"}
    async with talk("/ws/v1/live", additional_headers=headers):
        pass


@pytest.mark.parametrize("path", SOCKETS)
def test_another_host_is_refused(server: Server, path: str):
    host, port = server.url.removeprefix("http://").split(":")
    request = (
        f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        '{"type": "nothing"}',
        '{"type": "infer"}',
        '{"type": "infer", "seq": NaN, "pixels": [[1]]}',
        '{"type": "infer", "seq": 1, "seq": 2, "pixels": [[1]]}',
        '{"type": "infer", "seq": 1, "pixels": [[1]], "image": "x"}',
        '{"type": "infer", "seq": 1, "pixels": [[300]]}',
        '{"type": "infer", "seq": true, "pixels": [[1]]}',
        '{"type": "infer", "seq": 1, "pixels": [[1]], "more": 1}',
        '{"type": "unit", "path": "c1", "channel": -1}',
        '{"type": "open", "model": 5}',
        '{"type": "open", "model": "/etc/passwd"}',
        '{"type": "ack", "frame": 1}',
        "[" * 500_000,
    ],
)
async def test_bad_messages_end_the_conversation(talk: Talking, text: str):
    async with talk("/ws/v1/live") as live:
        await live.socket.send(text)
        assert await live.closed() == 4400


async def test_binary_messages_are_not_understood(talk: Talking):
    async with talk("/ws/v1/live") as live:
        await live.socket.send(b'{"type": "open", "model": "lenet5-mnist"}')
        assert await live.closed() == 4400


async def test_a_message_may_have_a_megabyte(talk: Talking):
    async with talk("/ws/v1/live") as live:
        await live.socket.send(json.dumps({"type": "filters", "layers": ["x" * 500] * 1024}))
        assert (await live.text())["code"] == "not_opened"
        await live.socket.send('{"type": "' + "x" * 1_000_000 + '"}')
        assert await live.closed() == 1009


async def test_messages_are_not_inflated(server: Server):
    url = server.url.replace("http", "ws", 1) + "/ws/v1/live"
    async with connect(url, compression="deflate") as offering:
        assert offering.protocol.extensions == []


async def test_a_flood_is_cut_off(talk: Talking):
    async with talk("/ws/v1/live") as live:
        with contextlib.suppress(ConnectionClosed):  # the end may come while there is more to send
            for _ in range(10_000):
                await live.send(type="unit", path="c1", channel=0)
        assert await live.closed() == 4429


RUN_MESSAGES: list[dict[str, Any]] = [
    {"type": "infer", "seq": 1, "pixels": [[1]]},
    {"type": "subscribe", "layers": ["c1"], "what": ["everything"]},
    {"type": "subscribe", "layers": ["c1"], "what": ["maps"], "max_fps": 0},
    {"type": "probe", "pixels": [[256]]},
    {"type": "probe", "image": "!"},
    {"type": "probe", "pixels": [[1]], "target": -1},
    {"type": "probe", "pixels": [[1]], "target": 2**31},
    {"type": "probe", "pixels": [[1]], "target": "7"},
    {"type": "ack", "frame": -1},
]


@pytest.fixture(scope="module")
def waiting(server: Server) -> Iterator[str]:
    """A run that stands at step 0: the path of its socket."""
    body = {"network": NETWORK, "dataset": "mnist-5k", "start": "paused"}
    made = httpx.post(server.url + RUNS, json=body, timeout=30).raise_for_status().json()["id"]
    yield f"/ws/v1/runs/{made}"
    httpx.delete(f"{server.url}{RUNS}/{made}", timeout=30)


@pytest.mark.parametrize("message", RUN_MESSAGES)
async def test_bad_messages_about_a_run_end_the_conversation(
    talk: Talking, waiting: str, message: dict[str, Any]
):
    async with talk(waiting) as watching:
        await watching.send(**message)
        assert await watching.closed() == 4400


@pytest.mark.parametrize("after", ["-2", "x", "1.5", "NaN", "9" * 30])
async def test_a_bad_place_in_the_log(talk: Talking, after: str):
    async with talk(f"/ws/v1/runs/nothing?after={after}") as run:
        assert await run.closed() == 4400


async def test_an_unknown_run(talk: Talking):
    async with talk("/ws/v1/runs/nothing") as run:
        assert await run.closed() == 4404


# Peers that do not keep up. Their server has little patience, so that nobody has to wait long.


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits a second for those who read, and two for those who answer pings."""
    with running(
        tmp_path_factory.mktemp("impatient") / "data", viewer_seconds="1", ping_seconds="2"
    ) as server:
        yield server


@contextlib.asynccontextmanager
async def not_reading(server: Server, path: str) -> AsyncIterator[Talk]:
    """A socket whose client takes one message from the network and leaves the rest there."""
    with socket.create_connection(address(server)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        url = server.url.replace("http", "ws", 1) + path
        async with connect(url, sock=connection, compression=None, max_queue=1, ping_interval=None) as client:
            yield Talk(client)


def cut_off(server: Server) -> int:
    """How often the server has closed a socket with 4408."""
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if "socket closed" in line]
    return sum(line["code"] == 4408 for line in lines)


async def until_cut_off(server: Server, slow: Talk, message: dict[str, Any]) -> None:
    """Go on asking without reading until the server has had enough; then read what it said."""
    before = cut_off(server)
    async with asyncio.timeout(150):
        while cut_off(server) == before:
            with contextlib.suppress(ConnectionClosed):
                await slow.send(**message)
            await asyncio.sleep(0.01)
    assert await slow.closed() == 4408


def address(server: Server) -> tuple[str, int]:
    """Where the server listens."""
    host, port = server.url.removeprefix("http://").split(":")
    return host, int(port)


async def test_who_does_not_read_answers_is_cut_off(impatient: Server, stroke: list[list[int]]):
    async with not_reading(impatient, "/ws/v1/live") as live:
        await live.send(type="open", model="lenet5-mnist")
        await until_cut_off(impatient, live, {"type": "infer", "seq": 1, "pixels": stroke})


async def test_who_does_not_read_a_run_is_cut_off_and_others_see_all_of_it(impatient: Server):
    training = {"epochs": 1000, "batch_size": 10, "threads": 1}
    body = {"network": WIDE, "dataset": "mnist-5k", "training": training}
    async with httpx.AsyncClient(base_url=impatient.url, timeout=30) as http:
        at = (await http.post(RUNS, json=body)).headers["location"]
        path = at.replace("/api/v1", "/ws/v1")
        async with not_reading(impatient, path) as slow:
            await slow.send(type="subscribe", layers=["c1", "out"], what=["maps", "filters"], max_fps=60)
            lie = {"type": "ack", "frame": 2**53 - 1}  # it has read nothing, and frames come on
            await until_cut_off(impatient, slow, lie)
        await http.post(f"{at}/cancel")
        log = (await http.get(f"{at}/events?limit=10000")).json()
        async with connect(impatient.url.replace("http", "ws", 1) + path) as reader:
            seen = [json.loads(await asyncio.wait_for(reader.recv(), 30)) for _ in log]
        assert seen == log
        await http.delete(at)


def sockets_open(server: Server) -> float:
    """How many sockets the server counts."""
    lines = httpx.get(f"{server.url}/metrics", timeout=30).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("playground_sockets{"))


def test_a_peer_that_answers_no_ping_is_gone(impatient: Server):
    host, port = address(impatient)
    request = (
        f"GET /ws/v1/live HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    with socket.create_connection((host, port), timeout=60) as dead:
        dead.sendall(request.encode())
        assert dead.recv(4096).startswith(b"HTTP/1.1 101 ")
        before = sockets_open(impatient)
        while dead.recv(4096):  # pings, then the end
            pass
    end = time.monotonic() + 30
    while sockets_open(impatient) >= before:
        assert time.monotonic() < end
        time.sleep(0.05)
