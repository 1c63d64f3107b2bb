"""Step 0 is always there: whoever asks for a run's first checkpoint waits for it, or has it made ahead of the queue."""

import asyncio
import contextlib

from app.runs.hub import Hub
from app.runs.limits import RunLimits
from app.runs.scheduler import Scheduler
from app.runs.states import TERMINAL
from app.runs.store import CheckpointRow, Store
from app.runs.watch import Watch

WAIT_SECONDS = 60.0
"""A worker that has written nothing for so long is not waited for any more."""


class FirstCheckpoint:
    """Sees to it that a run has one."""

    def __init__(self, store: Store, hub: Hub, scheduler: Scheduler, limits: RunLimits) -> None:
        self._store, self._hub, self._scheduler, self._limits = store, hub, scheduler, limits
        self._ahead = asyncio.Lock()
        """One run at a time is made ready ahead of the queue."""

    async def rows(self, run: str) -> list[CheckpointRow]:
        """The checkpoints of a run, ascending by step; none only where it ended before its first. Raises NotFound."""
        rows = await self._store.checkpoints(run)
        if not rows:
            await self._wait(run)
            rows = await self._store.checkpoints(run)
        return list(rows)

    async def _wait(self, run: str) -> None:
        if (await self._store.row(run)).state in TERMINAL:
            return
        if run in self._scheduler.drivers:
            await self._written(run)
            return
        async with self._ahead:
            await self._scheduler.take(run, ahead=True)
            await self._written(run)
            await self._make_room(run)

    async def _make_room(self, run: str) -> None:
        """Let the worker go that was started for this alone, where too many stand still already."""
        driver = self._scheduler.drivers.get(run)
        if driver is not None and len(self._scheduler.held()) > self._limits.held:
            await driver.standing.wait()
            if not driver.training:
                await driver.release()
                await asyncio.wait([driver.task], timeout=WAIT_SECONDS)

    async def _written(self, run: str) -> None:
        """Return once the log tells of a checkpoint, or of the run's end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS), self._watch(run) as watch:
                async for event in watch:
                    if isinstance(event, dict) and (
                        event["type"] == "checkpoint" or event.get("state") in TERMINAL
                    ):
                        return

    def _watch(self, run: str) -> Watch:
        return Watch(self._store, self._hub, run, -1, self._limits.viewer_seconds)
