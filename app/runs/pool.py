"""A worker that waits with everything loaded, so that training starts at a click."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from app.processes import ChannelClosed, Worker, spawn

REFILL_SECONDS = 3.0
"""After one is taken: its training starts undisturbed."""


class WarmPool:
    """At most one idle worker of a kind that says `ready`, with facts about its machine, once it is."""

    def __init__(self, target: str, *, nice: int, memory: int | None) -> None:
        self._start: Callable[[], asyncio.Task[Worker]] = lambda: asyncio.create_task(
            self._ready(target, nice, memory)
        )
        self._facts: dict[str, Any] | None = None
        self._next: asyncio.Task[Worker] | None = None
        self._refill: asyncio.TimerHandle | None = None

    def warm(self) -> None:
        """Have the next worker made ready."""
        if self._next is None:
            self._next = self._start()

    async def facts(self) -> dict[str, Any]:
        """What the first worker said of its machine; waits for it. Raises ChannelClosed, OSError."""
        if self._facts is None:
            self.warm()
            assert self._next is not None
            await asyncio.shield(self._next)
        assert self._facts is not None
        return self._facts

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

    async def _ready(self, target: str, nice: int, memory: int | None) -> Worker:
        worker = await spawn(target, "training", nice=nice, memory=memory)
        try:
            message = await worker.receive()
        except BaseException:
            worker.close()
            raise
        assert isinstance(message, dict)
        self._facts = message
        return worker
