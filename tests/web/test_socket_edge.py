"""What both sockets do with what they should not get."""

import contextlib
import json
import socket

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serving import Server
from tests.web.conftest import Talking

SOCKETS = ["/ws/v1/live", "/ws/v1/runs/nothing"]


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


@pytest.mark.parametrize("after", ["-2", "x", "1.5", "NaN", "9" * 30])
async def test_a_bad_place_in_the_log(talk: Talking, after: str):
    async with talk(f"/ws/v1/runs/nothing?after={after}") as run:
        assert await run.closed() == 4400


async def test_an_unknown_run(talk: Talking):
    async with talk("/ws/v1/runs/nothing") as run:
        assert await run.closed() == 4404
