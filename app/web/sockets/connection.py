"""One WebSocket: messages in at a bounded rate, messages out with patience, and the close codes."""

import asyncio
import contextlib
import json
import time
from collections.abc import Coroutine
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from app.web.logs import log
from app.web.metrics import SOCKETS

BAD_MESSAGE, UNKNOWN, TOO_SLOW, TOO_MANY = 4400, 4404, 4408, 4429
MESSAGES_A_SECOND = 240
BURST = 480


class Closing(Exception):
    """The server ends the connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Rate:
    """A bucket of `burst` tokens that fills with `rate` tokens a second."""

    def __init__(self, rate: float = MESSAGES_A_SECOND, burst: float = BURST) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled = burst, time.monotonic()

    def take(self) -> bool:
        """Take a token; False where there is none."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        self._tokens -= 1
        return self._tokens >= 0


class Connection:
    """An accepted socket whose peer may leave unread what was sent for `patience` seconds."""

    def __init__(self, socket: WebSocket, patience: float) -> None:
        self._socket, self._patience = socket, patience
        self._rate = Rate()

    async def receive(self) -> str:
        """The next text message; raises `Closing` (4400, 4429) and `WebSocketDisconnect`."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        if not self._rate.take():
            raise Closing(TOO_MANY, "too many messages")
        text = message.get("text")
        if text is None:
            raise Closing(BAD_MESSAGE, "messages are JSON texts")
        return str(text)

    async def send(self, message: BaseModel | dict[str, Any] | bytes) -> None:
        """Send a message; raises `Closing` (4408) where the client does not read it in time."""
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except TimeoutError:
            raise Closing(TOO_SLOW, "too slow") from None

    async def _send(self, message: BaseModel | dict[str, Any] | bytes) -> None:
        if isinstance(message, bytes):
            await self._socket.send_bytes(message)
        elif isinstance(message, dict):
            await self._socket.send_text(json.dumps(message, allow_nan=False, separators=(",", ":")))
        else:
            await self._socket.send_text(message.model_dump_json())


async def converse(kind: str, socket: WebSocket, *tasks: Coroutine[Any, Any, None]) -> None:
    """Run `tasks` until the first of them ends, then close the socket as it says."""
    SOCKETS.labels(kind).inc()
    running = [asyncio.create_task(task) for task in tasks]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        SOCKETS.labels(kind).dec()
        for task in running:
            task.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
        await _end(kind, socket, [end for end in ends if isinstance(end, Exception)])


async def _end(kind: str, socket: WebSocket, errors: list[Exception]) -> None:
    for error in errors:
        if isinstance(error, Closing):
            log.info("socket closed", kind=kind, code=error.code, reason=error.reason)
            await _close(socket, error.code, error.reason)
        elif not isinstance(error, WebSocketDisconnect):
            log.error("socket failed", kind=kind, exc_info=error)
            await _close(socket, 1011, "internal error")


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # it may have closed meanwhile
        await socket.close(code, reason)
