"""The server's end of a worker, in asyncio."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

from app.processes.channel import HEAD, ChannelClosed, Message, pack, unpack
from app.processes.confine import Limits
from app.processes.forkserver import Forkserver

_BUFFER_BYTES = 1 << 20


class Worker:
    """A worker process. It ends when this is closed or its parent is gone, at the latest.

    One task receives; any task may send.
    """

    def __init__(
        self,
        name: str,
        pid: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        lifeline: socket.socket,
    ) -> None:
        self.name, self.pid = name, pid
        self._reader, self._writer, self._lifeline = reader, writer, lifeline
        self._ended = asyncio.Event()

    @property
    def alive(self) -> bool:
        """Whether it has not been seen to end."""
        return not (self._ended.is_set() or self._reader.at_eof())

    async def send(self, message: Mapping[str, Any] | bytes) -> None:
        """Send a message; waits while the worker is behind. Raises ChannelClosed."""
        try:
            self._writer.write(pack(message))
            await self._writer.drain()
        except (OSError, RuntimeError) as error:
            raise ChannelClosed from error

    async def receive(self) -> Message:
        """Wait for a message. Raises ChannelClosed once all is read and the worker has ended."""
        try:
            length, kind = HEAD.unpack(await self._reader.readexactly(HEAD.size))
            return unpack(kind, await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, OSError) as error:
            self._ended.set()
            raise ChannelClosed from error

    async def __aiter__(self) -> AsyncIterator[Message]:
        """Messages until the worker ends."""
        with contextlib.suppress(ChannelClosed):
            while True:
                yield await self.receive()

    def kill(self) -> None:
        """End the process now (SIGKILL); what it has sent can still be received."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill the process and let go of everything."""
        self.kill()
        self._ended.set()
        self._writer.close()
        self._lifeline.close()


_default = Forkserver()


def prepare() -> None:
    """Start the forkserver of the workers to come and return at once: its imports take seconds."""
    _default.start()


async def spawn(
    target: str,
    name: str,
    *,
    nice: int = 0,
    memory: int | None = None,
    forkserver: Forkserver = _default,
) -> Worker:
    """Start a worker that runs `target` ("module:function", called with its `Channel`).

    Costs milliseconds once the forkserver is up, and waits for that at first. Raises OSError.
    """
    limits = Limits(nice, memory)
    pid, channel, lifeline = await asyncio.to_thread(_fork, forkserver, target, name, limits)
    reader, writer = await asyncio.open_unix_connection(sock=channel, limit=_BUFFER_BYTES)
    return Worker(name, pid, reader, writer, lifeline)


def _fork(
    forkserver: Forkserver, target: str, name: str, limits: Limits
) -> tuple[int, socket.socket, socket.socket]:
    """Fork; gives the process id and our ends of its channel and lifeline (closing them ends it)."""
    channel, worker_channel = socket.socketpair()
    lifeline, worker_lifeline = socket.socketpair()
    with worker_channel, worker_lifeline:
        fds = (worker_channel.fileno(), worker_lifeline.fileno())
        return forkserver.fork(target, name, limits, fds), channel, lifeline
