"""A worker that waits with everything loaded, so that training starts at a click."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.processes import ChannelClosed, Worker, spawn

REFILL_SECONDS = 3.0
"""After one is taken: its training starts undisturbed."""


class WarmPool:
    """At most one idle worker of a kind that says `ready` once it is."""

    def __init__(self, target: str, *, nice: int, memory: int | None) -> None:
        self._start: Callable[[], asyncio.Task[Worker]] = lambda: asyncio.create_task(
            _ready(target, nice, memory)
        )
        self._next: asyncio.Task[Worker] | None = None
        self._refill: asyncio.TimerHandle | None = None

    def warm(self) -> None:
        """Have the next worker made ready."""
        if self._next is None:
            self._next = self._start()

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Worker]:
        """A ready worker, ended with the context. Raises ChannelClosed, OSError."""
        worker = await self._take()
        try:
            yield worker
        finally:
            worker.close()

    async def _take(self) -> Worker:
        """A ready worker; the next is made a little later."""
        self.warm()
        task, self._next = self._next, None
        assert task is not None
        if self._refill is None:
            self._refill = asyncio.get_running_loop().call_later(REFILL_SECONDS, self._refilled)
        worker = await task
        return worker if worker.alive else await self._start()

    def _refilled(self) -> None:
        self._refill = None
        self.warm()

    async def stop(self) -> None:
        """End the idle worker."""
        if self._refill:
            self._refill.cancel()
        task, self._next = self._next, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ChannelClosed, OSError):
                (await task).close()


async def _ready(target: str, nice: int, memory: int | None) -> Worker:
    worker = await spawn(target, "training", nice=nice, memory=memory)
    try:
        await worker.receive()
    except BaseException:
        worker.close()
        raise
    return worker
