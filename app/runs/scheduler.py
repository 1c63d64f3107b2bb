"""Which runs train: those of lost servers are taken over, those in the queue start in order, as places allow."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from sqlalchemy import func, or_, select

from app.errors import PlaygroundError
from app.runs.driver import Driver, Tools
from app.runs.presence import Presence, unowned
from app.runs.store import Claim, RunRow

logger = logging.getLogger("app.runs")

FEW_STEPS = 100
"""A run that is stepped by hand for at most so many steps waits for no place."""
STOP_SECONDS = 4.0


class Scheduler:
    """Looks at the queue whenever something has changed, and now and then: other servers change it too."""

    def __init__(self, tools: Tools, presence: Presence) -> None:
        self._tools, self._presence = tools, presence
        self.drivers: dict[str, Driver] = {}
        self._kicked = asyncio.Event()
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
                await self._adopt()
                await self._fill()
            except PlaygroundError as error:
                logger.warning("the queue waits: %s", error.detail)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._tools.limits.lease_seconds / 3):
                    await self._kicked.wait()

    # Runs whose server is gone.

    async def _adopt(self) -> None:
        """Put runs that nobody drives any more back into the queue, or leave them paused."""
        lost = or_(RunRow.state == "running", RunRow.owner.is_not(None))
        active = RunRow.state.in_(("queued", "running", "paused"))
        async with self._tools.store.database.reading() as session:
            runs = (await session.scalars(select(RunRow.id).where(active, lost, unowned()))).all()
        for run in runs:
            await self._put_back(run)

    async def _put_back(self, run: str) -> None:
        async with self._tools.store.edit(run) as editing:
            row = editing.row
            if not await editing.session.scalar(select(RunRow.id).where(RunRow.id == run, unowned())):
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
        mine = or_(unowned(), RunRow.owner == self._presence.id)
        queued = (
            select(RunRow).where(RunRow.state == "queued", mine).order_by(RunRow.queued_at, RunRow.number)
        )
        few = queued.where(RunRow.hold_at - RunRow.step <= FEW_STEPS).limit(FEW_STEPS)
        async with self._tools.store.database.reading() as session:
            rows = list((await session.scalars(few)).all())
            if self._places() > 0:
                rows += (await session.scalars(queued.limit(self._places()))).all()
        return list({row.id: row for row in rows}.values())

    def _places(self) -> int:
        training = sum(driver.training for driver in self.drivers.values())
        return self._tools.limits.running - training

    async def _begin(self, row: RunRow) -> None:
        driver = self.drivers.get(row.id)
        if driver is None:
            await self.take(row.id)
        elif await driver.go():
            logger.debug("run %s goes on", row.id)

    async def take(self, run: str) -> None:
        """Claim a run and start its worker, unless another server was faster."""
        async with self._tools.store.edit(run) as editing:
            row = editing.row
            free = await editing.session.scalar(select(func.count()).where(RunRow.id == run, unowned()))
            if not free or row.state not in ("queued", "paused"):
                return
            row.owner = self._presence.id
            row.fence += 1
        claim = Claim(run, self._presence.id, row.fence)
        driver = Driver(claim, self._tools, self._changed)
        driver.training = row.state == "queued"
        self.drivers[run] = driver

    def _changed(self, driver: Driver) -> None:
        if driver.over and self.drivers.get(driver.claim.run) is driver:
            del self.drivers[driver.claim.run]
        self.kick()
