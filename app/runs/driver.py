"""One run in the hands of this server: its worker is started, listened to, replaced, and let go."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from app.errors import PlaygroundError, StorageFull
from app.processes import ChannelClosed, Worker
from app.runs.attempt import begin, wanted
from app.runs.claimed import Claimed
from app.runs.hub import Hub
from app.runs.pool import WarmPool
from app.runs.reports import Reports
from app.runs.store import ClaimLost, RunRow
from app.runs.worker.job import Wanted

logger = logging.getLogger("app.runs")


STANDING = ("held", "disk_full")
"""Reports after which the worker stands still until something else is wanted."""


class Driver:
    """Keeps the claim on a run until its worker is needed no more."""

    def __init__(
        self, run: Claimed, pool: WarmPool, hub: Hub, changed: Callable[["Driver"], None], ahead: bool = False
    ) -> None:
        """`changed` is called whenever the run begins to train, stands still, or is let go.

        `ahead` of its place in the queue it stands still after its first checkpoint, until it may `go`.
        """
        self.run, self._pool, self._hub, self._changed, self._ahead = run, pool, hub, changed, ahead
        self.reports = Reports(run)
        self.training = False
        """Whether it takes one of the places of running runs."""
        self.over = False
        self.standing = asyncio.Event()
        """Set while the run is paused or over."""
        self._worker: Worker | None = None
        """Set once the worker has its job."""
        self._wanted: Wanted | None = None
        """What the worker was last told; another server may have written something else."""
        self._releasing = False
        self._hold: asyncio.Task[None] | None = None
        self.task = asyncio.create_task(self._drive(), name=f"run {run.id}")

    # What others ask for.

    async def follow(self) -> None:
        """Tell the worker what is wanted of the run now."""
        if self._worker is not None:
            await self._want(await self.run.store.row(self.run.id))

    async def _want(self, row: RunRow) -> None:
        self._wanted = wanted(row)
        await self.send(self._wanted.message())

    async def go(self) -> None:
        """Train on after a pause; a worker that is just leaving, or not there yet, is let be."""
        if self._releasing or self.over or self._worker is None:
            return
        async with self.run.edit() as editing:
            editing.row.error = None
            editing.move("start")
        self._train()
        await self.follow()

    async def release(self) -> None:
        """Have the worker save where it stands and end; the run keeps its state, for whoever takes it."""
        self._releasing = True
        if self._worker is None:
            self.abandon()
        await self.send({"type": "release"})

    def abandon(self) -> None:
        """End the worker now: the run was cancelled or deleted, or this server ends."""
        self.over = True
        if self._worker is None:
            self.task.cancel()
        else:
            self._worker.close()

    async def send(self, message: dict[str, Any] | bytes) -> None:
        """To the worker, if there is one; `_listen` notices one that is gone."""
        if self._worker is not None:
            try:
                await self._worker.send(message)
            except ChannelClosed:
                logger.debug("run %s: the worker is gone", self.run.id)

    # The run's life here.

    async def _drive(self) -> None:
        try:
            while not self.over:
                await self._attempt()
        except ClaimLost:
            logger.info("run %s is no longer ours", self.run.id)
        except PlaygroundError as error:
            await self._fail(error.code, error.detail, error.params)
        except Exception:
            logger.exception("run %s failed in the server", self.run.id)
            await self._fail("internal", "The server failed; its log says more.", {})
        finally:
            self.over = True
            self._stand()

    async def _attempt(self) -> None:
        """One worker from its start to its end; sets `over` unless another is to follow."""
        try:
            async with self._pool.worker() as worker:
                job, row = await begin(self.run, self._ahead)
                await worker.send(job.message())
                self._worker = worker
                if row.state == "running":
                    self._train()
                await self.follow()
                self._hub.attach(self.run.id, self.send)
                await self._listen(worker)
        except ChannelClosed:
            logger.debug("run %s: the worker is gone", self.run.id)
        finally:
            begun, self._worker = self._worker is not None, None
            self._hub.detach(self.run.id)
        if not self.over:
            logger.warning("run %s has lost its worker", self.run.id)
            self.over = (await self.reports.lost(begun)).owner is None

    async def _listen(self, worker: Worker) -> None:
        """Take what the worker says until it, or the run, is over."""
        async for message in worker:
            if isinstance(message, bytes):
                self._hub.frame(self.run.id, message)
                continue
            row = await self._taken(message)
            if row.owner is None:
                self.over = True
                return
            stands = message["type"] in STANDING
            if stands and row.state != "running":
                self._stand()
            elif stands or wanted(row) != self._wanted:
                await self._want(row)

    async def _taken(self, message: dict[str, Any]) -> RunRow:
        """Write a report; while the disk is full the run is paused and the report waits."""
        while True:
            try:
                return await self.reports.take(message)
            except StorageFull:
                logger.warning("run %s waits: the disk is full", self.run.id)
                await self.send(Wanted(0, None, None).message())
                await self.reports.wait_for_space()

    async def _fail(self, code: str, detail: str, params: dict[str, Any]) -> None:
        try:
            await self.reports.fail(code, detail, params)
        except ClaimLost:
            logger.info("run %s is no longer ours", self.run.id)

    # Training and standing still.

    def _train(self) -> None:
        self.training = True
        self.standing.clear()
        self._end_hold()
        self._changed(self)

    def _stand(self) -> None:
        self.training, self._releasing = False, False
        self.standing.set()
        self._end_hold()
        if not self.over:
            self._hold = asyncio.create_task(self._give_back())
        self._changed(self)

    def _end_hold(self) -> None:
        if self._hold:
            self._hold.cancel()
            self._hold = None

    async def _give_back(self) -> None:
        """Let the worker go when the pause takes long."""
        await asyncio.sleep(self.run.limits.hold_seconds)
        await self.release()
