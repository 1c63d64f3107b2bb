"""What the server and a worker say to each other: JSON objects and binary frames, never pickle.

On the wire: a 4-byte little-endian length, one byte that tells JSON from frame, then the content.
"""

import contextlib
import json
import select
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from typing import Any

Message = dict[str, Any] | bytes
"""A JSON object, or a binary frame of `app.protocol.codec`."""

HEAD = struct.Struct("<IB")
_JSON, _FRAME = 0, 1


class ChannelClosed(Exception):
    """The other side is gone."""


def pack(message: Mapping[str, Any] | bytes) -> bytes:
    """A message as it goes over the wire. Raises ValueError for numbers that are not finite."""
    if isinstance(message, bytes):
        return HEAD.pack(len(message), _FRAME) + message
    text = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    return HEAD.pack(len(text), _JSON) + text


def unpack(kind: int, content: bytes) -> Message:
    """The message with this content."""
    if kind == _FRAME:
        return content
    message: dict[str, Any] = json.loads(content)
    return message


class Channel:
    """The worker's end: blocking. Any thread may send; one thread receives."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._sending = threading.Lock()

    def send(self, message: Mapping[str, Any] | bytes) -> None:
        """Send a message; waits while the other side is behind. Raises ChannelClosed."""
        packed = pack(message)
        with self._sending, _closed_when_broken():
            self._socket.sendall(packed)

    def receive(self) -> Message:
        """Wait for a message. Raises ChannelClosed."""
        with _closed_when_broken():
            length, kind = HEAD.unpack(self._exactly(HEAD.size))
            return unpack(kind, self._exactly(length))

    def poll(self, seconds: float | None = 0.0) -> bool:
        """Whether a message (or the end) is there, waiting at most so long; None waits for ever."""
        return bool(select.select([self._socket], [], [], seconds)[0])

    def __iter__(self) -> Iterator[Message]:
        """Messages until the other side is gone."""
        with contextlib.suppress(ChannelClosed):
            while True:
                yield self.receive()

    def finish(self) -> None:
        """Say that nothing more comes, and stay until the other side has taken it all and closed.

        Ending at once would break the other side's next message, and with it what it has not read yet.
        """
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while self._socket.recv(1 << 16):
                pass

    def _exactly(self, count: int) -> bytes:
        buffer = bytearray(count)
        view = memoryview(buffer)
        while view:
            got = self._socket.recv_into(view)
            if got == 0:
                raise ChannelClosed
            view = view[got:]
        return bytes(buffer)


@contextlib.contextmanager
def _closed_when_broken() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ChannelClosed from error
