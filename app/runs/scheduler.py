"""Which runs train: those of lost servers are taken over, those in the queue start in order, as places allow."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select

from app.errors import Conflict, NotFound, StorageFull
from app.runs.claimed import Claimed
from app.runs.driver import Driver
from app.runs.hub import Hub
from app.runs.limits import RunLimits
from app.runs.pool import WarmPool
from app.runs.presence import Presence, unowned
from app.runs.store import Claim, ClaimLost, Editing, RunRow, Store

logger = logging.getLogger("app.runs")

FEW_STEPS = 100
"""A run that is stepped by hand for at most so many steps waits for no place."""
LOOK_SECONDS = 2.0
"""Other servers change the queue too: how often to look by itself, at least."""
STOP_SECONDS = 4.0


class Scheduler:
    """Looks at the queue whenever something has changed, and now and then: other servers change it too."""

    def __init__(
        self, store: Store, hub: Hub, pool: WarmPool, presence: Presence, limits: RunLimits, data_dir: Path
    ) -> None:
        self._store, self._hub, self._pool, self._presence = store, hub, pool, presence
        self._limits, self._data_dir = limits, data_dir
        self.drivers: dict[str, Driver] = {}
        self._kicked = asyncio.Event()
        self._taking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="scheduler")

    async def stop(self) -> None:
        """Let every run go at a checkpoint; the next server takes them up."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        drivers = list(self.drivers.values())
        await asyncio.gather(*(driver.release() for driver in drivers))
        if drivers:
            await asyncio.wait([driver.task for driver in drivers], timeout=STOP_SECONDS)
        for driver in drivers:
            driver.abandon()

    def kick(self) -> None:
        """Something has changed: look."""
        self._kicked.set()

    async def _run(self) -> None:
        while True:
            self._kicked.clear()
            try:
                await asyncio.to_thread(self._store.database.fill_reserve)
                await self._adopt()
                await self._fill()
            except StorageFull:
                logger.warning("the queue waits: the disk is full")
            except Exception:
                logger.exception("the queue stumbled, and is looked at again")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(self._limits.lease_seconds / 3, LOOK_SECONDS)):
                    await self._kicked.wait()

    # Runs whose server is gone.

    async def _adopt(self) -> None:
        """Put runs that nobody drives any more back into the queue, or leave them paused."""
        left = or_(RunRow.state == "running", RunRow.owner.is_not(None))
        active = RunRow.state.in_(("queued", "running", "paused"))
        async with self._store.database.reading() as session:
            runs = (await session.scalars(select(RunRow.id).where(active, left, self._free()))).all()
        for run in runs:
            async with self._taking:
                if run not in self.drivers:
                    await self._put_back(run)

    def _free(self) -> ColumnElement[bool]:
        """Runs that no other server drives; whether this one does, `drivers` tells."""
        return or_(unowned(), RunRow.owner == self._presence.id)

    async def _put_back(self, run: str) -> None:
        async with self._store.edit(run) as editing:
            row = editing.row
            if not await self._is_free(editing):
                return  # another server was faster
            editing.release()
            if row.state == "running":
                held = row.hold_at is not None and row.hold_at <= row.step
                editing.move("pause" if held else "requeue")

    # The queue.

    async def _fill(self) -> None:
        for row in await self._waiting():
            few = row.hold_at is not None and row.hold_at - row.step <= FEW_STEPS
            if few or self._places() > 0:
                await self._begin(row)

    async def _waiting(self) -> Sequence[RunRow]:
        """The head of the queue, and those that only step."""
        queued = select(RunRow).where(RunRow.state == "queued", self._free())
        queued = queued.order_by(RunRow.queued_at, RunRow.number)
        few = queued.where(RunRow.hold_at - RunRow.step <= FEW_STEPS).limit(FEW_STEPS)
        async with self._store.database.reading() as session:
            rows = list((await session.scalars(few)).all())
            if self._places() > 0:
                rows += (await session.scalars(queued.limit(self._places()))).all()
        return list({row.id: row for row in rows}.values())

    def _places(self) -> int:
        training = sum(driver.training for driver in self.drivers.values())
        return self._limits.running - training

    async def _begin(self, row: RunRow) -> None:
        driver = self.drivers.get(row.id)
        try:
            await (self.take(row.id) if driver is None else driver.go())
        except (ClaimLost, Conflict, NotFound):
            logger.info("run %s was cancelled, or taken, just now", row.id)

    def held(self) -> list[Driver]:
        """Drivers of runs that do not train: their workers hold memory."""
        return [driver for driver in self.drivers.values() if not driver.training]

    async def take(self, run: str, ahead: bool = False) -> None:
        """Claim a run and start its worker, unless it has one or another server was faster.

        `ahead` of its place in the queue: the worker writes the first checkpoint, then waits.
        """
        async with self._taking:
            if run in self.drivers:
                return
            async with self._store.edit(run) as editing:
                row = editing.row
                if row.state not in ("queued", "paused") or not await self._is_free(editing):
                    return
                row.owner = self._presence.id
                row.fence += 1
            driver = Driver(self._claimed(run, row.fence), self._pool, self._hub, self._changed, ahead)
            driver.training = row.state == "queued" and not ahead
            self.drivers[run] = driver

    async def _is_free(self, editing: Editing) -> bool:
        query = select(RunRow.id).where(RunRow.id == editing.row.id, self._free())
        return await editing.session.scalar(query) is not None

    def _claimed(self, run: str, fence: int) -> Claimed:
        cores = max(1, (os.cpu_count() or 1) // self._limits.running)
        claim = Claim(run, self._presence.id, fence)
        return Claimed(claim, self._store, self._limits, self._data_dir, cores)

    def _changed(self, driver: Driver) -> None:
        if driver.over and self.drivers.get(driver.run.id) is driver:
            del self.drivers[driver.run.id]
        self.kick()
