"""Decoding in a disposable process: no torch, no secrets, hard limits.

The process runs `app.images.worker`. One that dies or takes too long is replaced, and the caller gets an
error of `app.errors`.
"""

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import numpy as np

from app.errors import InvalidInput, PlaygroundError, TooLarge, Unavailable, Unsupported
from app.images.decode import Decoded, Note, check_bytes
from app.images.limits import SECONDS_PER_IMAGE, bare_environment
from app.images.worker import LENGTH, pack

LONGEST_SIDE = 2048
"""Larger images come back reduced to this longest side: nothing here looks at more."""

_START_SECONDS = 30
_BUFFER_BYTES = 1 << 20
_ERRORS = {kind.__name__: kind for kind in (InvalidInput, TooLarge, Unsupported)}


class DecodeChild:
    """One decode process, started ahead of need.

        async with DecodeChild() as child:
            decoded = await child.decode(raw)

    Images are decoded one after the other; calls may overlap.
    """

    def __init__(self, seconds: float = SECONDS_PER_IMAGE) -> None:
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._process: Process | None = None
        self._ready = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process and return at once; the first `decode` waits until it is ready."""
        self._ready = False
        command = (sys.executable, "-m", "app.images.worker")
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            limit=_BUFFER_BYTES,
            env=bare_environment(),
            start_new_session=True,
        )

    async def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def decode(self, raw: bytes, longest: int = LONGEST_SIDE) -> Decoded:
        """Decode one image within the limits; returns and raises as `app.images.decode.decode` does.

        Besides, `InvalidInput` (`image_too_slow`) where it takes too long, and `Unavailable` (`decoder_lost`)
        where something else killed the process.
        """
        check_bytes(raw)
        async with self._lock:
            process = await self._living()
            try:
                header, data = await self._ask(process, raw, longest)
            except BaseException:
                await self._replace()
                raise
        return _decoded(header, data)

    async def _living(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            await self._replace()
        assert self._process is not None
        return self._process

    async def _replace(self) -> None:
        await self.stop()
        await self.start()

    async def _ask(self, process: Process, raw: bytes, longest: int) -> tuple[dict[str, Any], bytes]:
        """Send one image and await the answer; whatever this raises, the process is of no more use."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                if not self._ready:
                    await _receive(process)
                    self._ready = True
            async with asyncio.timeout(self._seconds):
                return await _exchange(process, pack({"longest": longest, "seconds": self._seconds}, raw))
        except TimeoutError as error:
            raise _too_slow() from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await _lost(process) from error


async def _exchange(process: Process, request: bytes) -> tuple[dict[str, Any], bytes]:
    assert process.stdin is not None
    process.stdin.write(request)
    await process.stdin.drain()
    return await _receive(process)


async def _receive(process: Process) -> tuple[dict[str, Any], bytes]:
    assert process.stdout is not None
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    header: dict[str, Any] = json.loads(await process.stdout.readexactly(length))
    return header, await process.stdout.readexactly(header["bytes"])


async def _lost(process: Process) -> PlaygroundError:
    """The error for a process whose pipe has closed: its end tells whether the image is to blame."""
    status = await process.wait()
    if status == -signal.SIGXCPU:
        return _too_slow()
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        return Unavailable("The image decoder was lost; try again.", code="decoder_lost")
    return InvalidInput("The image cannot be decoded.", code="image_truncated")


def _too_slow() -> InvalidInput:
    return InvalidInput("The image takes too long to decode.", code="image_too_slow")


def _decoded(header: Mapping[str, Any], data: bytes) -> Decoded:
    if "error" in header:
        raise _ERRORS[header["error"]].of(header["code"], header["detail"], **header["params"])
    pixels = np.frombuffer(data, np.uint8).reshape(header["shape"])
    return Decoded(pixels, tuple(Note(**note) for note in header["notes"]))
