"""One run in the hands of this server: its worker is started, listened to, restarted, and let go."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import PlaygroundError
from app.processes import ChannelClosed, Message, Worker
from app.runs.departure import Departure, departure
from app.runs.files import RunFiles
from app.runs.hub import Hub
from app.runs.limits import RunLimits
from app.runs.pool import WarmPool
from app.runs.reports import REPORTS, problem
from app.runs.store import CheckpointRow, Claim, ClaimLost, Editing, RunRow, Store
from app.runs.thinning import superfluous
from app.runs.worker.job import Job, Wanted

logger = logging.getLogger("app.runs")


@dataclass(frozen=True)
class Tools:
    """What every driver works with."""

    store: Store
    hub: Hub
    pool: WarmPool
    limits: RunLimits
    data_dir: Path
    cores: int

    def files(self, run: str) -> RunFiles:
        """The folder of a run."""
        return RunFiles(self.data_dir / "runs" / run)


class Driver:
    """Holds the claim on a run until its worker is gone. Its reports are taken one after the other."""

    def __init__(self, claim: Claim, tools: Tools, changed: Callable[["Driver"], None]) -> None:
        """`changed` is called whenever the run starts to train, stands still, or is let go."""
        self.claim, self.tools, self._changed = claim, tools, changed
        self.files = tools.files(claim.run)
        self.training = False
        """Whether it takes one of the places for running runs."""
        self.releasing = False
        self.over = False
        self.standing = asyncio.Event()
        """Set while the run is paused or over."""
        self._worker: Worker | None = None
        self._begun = False
        """Whether the worker has its job."""
        self._since = time.monotonic()
        self._tested: dict[str, Any] = {}
        self._hold_timer: asyncio.TimerHandle | None = None
        self.task = asyncio.create_task(self._drive(), name=f"run {claim.run}")

    # What others ask for.

    async def follow(self) -> None:
        """Tell the worker what is wanted of the run now."""
        row = await self.tools.store.row(self.claim.run)
        await self.send(_wanted(row).message())

    async def go(self) -> bool:
        """Train on after a pause; false where the worker is about to leave, and another is needed."""
        if self.releasing or self.over or not self._begun:
            return False
        async with self._edit() as editing:
            editing.row.error = None
            editing.move("start")
        self._set_training(True)
        await self.follow()
        return True

    async def release(self) -> None:
        """Have the worker save where it stands and end; the run keeps its state, for whoever takes it."""
        self.releasing = True
        await self.send({"type": "release"})

    def abandon(self) -> None:
        """End the worker now: the run was cancelled or deleted."""
        self.over = True
        if self._worker:
            self._worker.close()

    async def send(self, message: dict[str, Any] | bytes) -> None:
        """To the worker, if there is one; one that is gone is noticed elsewhere."""
        if self._worker is not None:
            try:
                await self._worker.send(message)
            except ChannelClosed:
                logger.debug("run %s: the worker is gone", self.claim.run)

    # The run's life here.

    async def _drive(self) -> None:
        try:
            while await self._attempt():
                logger.warning("run %s lost its worker and goes on", self.claim.run)
        except ClaimLost:
            logger.info("run %s is no longer ours", self.claim.run)
        except PlaygroundError as error:
            await self._fail(error.code, error.detail, error.params)
        except Exception:
            logger.exception("run %s failed in the server", self.claim.run)
            await self._fail("internal", "The server failed; its log says more.", {})
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self.over = True
        if self._worker:
            self._worker.close()
        if self._hold_timer:
            self._hold_timer.cancel()
        self.tools.hub.detach(self.claim.run)
        self._set_training(False)

    def _set_training(self, training: bool) -> None:
        self.training = training
        self._since = time.monotonic()
        if self._hold_timer:
            self._hold_timer.cancel()
        if training:
            self.standing.clear()
        else:
            self.standing.set()
        self._changed(self)

    async def _attempt(self) -> bool:
        """One worker from its start to its end; gives whether another is to follow."""
        self._begun = False
        start = await departure(self.tools.store, self.files, self.claim)
        self._worker = await self.tools.pool.take()
        row, staging = await self._begin(start)
        await self.send(self._job(row, start, staging).message())
        self._begun = True
        await self.follow()
        self.tools.hub.attach(self.claim.run, self.send)
        async for message in self._worker:
            await self._take(message)
            if self.over:
                return False
        return not self.over and await self._lost()

    async def _begin(self, start: Departure) -> tuple[RunRow, Path]:
        """Write the beginning of an attempt; an attempt that repeats no step keeps its number."""
        async with self._edit() as editing:
            row = editing.row
            row.attempt += not row.clean
            row.clean = False
            row.step, row.epoch = start.step, start.epoch
            if row.state == "queued":
                row.error = None
                editing.move("start", from_step=start.step)
            else:
                editing.tell("state", state=row.state, from_step=start.step)
            kept = await editing.checkpoints()
        if row.state == "running":
            self._set_training(True)
        return row, await asyncio.to_thread(self.files.prepare, self.claim.fence, kept)

    def _job(self, row: RunRow, start: Departure, staging: Path) -> Job:
        return Job(
            run=row.id,
            network=row.network,
            training=row.training,
            dataset=row.dataset,
            data_dir=str(self.tools.data_dir),
            staging=str(staging),
            spare_disk=self.tools.limits.spare_disk,
            cores=self.tools.cores,
            checkpoint=str(start.checkpoint) if start.checkpoint else None,
            foreign=start.foreign,
        )

    async def _lost(self) -> bool:
        """The worker is gone without a word. Gives whether to try again."""
        async with self._edit() as editing:
            row = editing.row
            if row.state != "running":
                editing.release()
                return False
            row.losses += 1
            if row.losses < self.tools.limits.attempts:
                return True
        detail = f"The worker was lost {row.losses} times, perhaps for lack of memory."
        await self._fail("worker_lost", detail, {"attempts": row.losses})
        return False

    # What the worker says.

    async def _take(self, message: Message) -> None:
        if isinstance(message, bytes):
            self.tools.hub.frame(self.claim.run, message)
        elif message["type"] in REPORTS:
            await self._report(message)
        else:
            handler = getattr(self, f"_on_{message['type']}")
            await handler(message)

    async def _report(self, message: dict[str, Any]) -> None:
        if message["type"] == "evaluation" and message["split"] == "test":
            self._tested = message
        async with self._edit() as editing:
            REPORTS[message["type"]](editing, message)
            seconds = self._count_seconds(editing)
        if seconds > self.tools.limits.run_seconds:
            hours = self.tools.limits.run_seconds / 3600
            await self._fail("time_limit", f"The run took more than {hours:g} hours.", {"hours": hours})

    def _count_seconds(self, editing: Editing) -> float:
        now = time.monotonic()
        if self.training:
            editing.row.seconds += now - self._since
        self._since = now
        return editing.row.seconds

    async def _on_saved(self, message: dict[str, Any]) -> None:
        """Verify a checkpoint, move it into place, then tell of it."""
        step, sha256 = message["step"], message["sha256"]
        staged = self.files.root / f"staging-{self.claim.fence}" / message["file"]
        size = await asyncio.to_thread(self.files.accept, staged, step, sha256)
        accuracy = self._tested.get("accuracy") if self._tested.get("step") == step else None
        about = {"step": step, "epoch": message["epoch"], "sha256": sha256}
        async with self._edit() as editing:
            row = CheckpointRow(run=editing.row.number, bytes=size, test_accuracy=accuracy, **about)
            await editing.session.merge(row)
            await editing.session.flush()
            editing.tell("checkpoint", **about)
            dropped = await self._thin(editing, size)
        await asyncio.to_thread(self.files.remove, dropped)

    async def _thin(self, editing: Editing, size: int) -> list[CheckpointRow]:
        """Forget checkpoints beyond what is kept; gives those whose files can go."""
        limits = self.tools.limits
        rows = {row.step: row for row in await editing.checkpoints()}
        keep = min(limits.checkpoints, limits.checkpoint_bytes // max(size, 1))
        dropped = [rows[step] for step in superfluous(sorted(rows), keep)]
        for row in dropped:
            await editing.session.delete(row)
        return dropped

    async def _on_held(self, message: dict[str, Any]) -> None:
        """The worker stands still, as wanted; unless that has changed meanwhile."""
        async with self._edit() as editing:
            row = editing.row
            wanted = row.hold_at is not None and row.hold_at <= message["step"]
            if wanted and row.state == "running":
                self._count_seconds(editing)
                editing.move("pause")
        if row.state == "running":
            await self.follow()
        else:
            self._stand()

    def _stand(self) -> None:
        self._set_training(False)
        loop = asyncio.get_running_loop()
        later = self.tools.limits.hold_seconds
        self._hold_timer = loop.call_later(later, lambda: loop.create_task(self._give_back()))

    async def _give_back(self) -> None:
        if self.standing.is_set() and not self.over:
            await self.release()

    async def _on_released(self, message: dict[str, Any]) -> None:
        async with self._edit() as editing:
            editing.row.clean = True
            editing.release()
        self.over = True

    async def _on_disk_full(self, message: dict[str, Any]) -> None:
        self.releasing = False
        async with self._edit() as editing:
            editing.row.hold_at = 0
            if editing.row.state == "running":
                problem(editing, "disk_full", "The disk of the server is full.", {"step": message["step"]})
                editing.move("pause")
        self._stand()

    async def _on_diverged(self, message: dict[str, Any]) -> None:
        params = {**message["params"], "step": message["step"], "advice": message["advice_code"]}
        await self._fail("diverged", message["detail"], params)

    async def _on_finished(self, message: dict[str, Any]) -> None:
        async with self._edit() as editing:
            self._count_seconds(editing)
            editing.move("finish")
            editing.release()
        self.over = True

    async def _on_failed(self, message: dict[str, Any]) -> None:
        await self._fail(message["code"], message["detail"], message["params"])

    async def _fail(self, code: str, detail: str, params: dict[str, Any]) -> None:
        self.over = True
        try:
            async with self._edit() as editing:
                problem(editing, code, detail, params)
                editing.move("fail")
                editing.release()
        except ClaimLost:
            logger.info("run %s is no longer ours", self.claim.run)

    def _edit(self) -> Any:
        return self.tools.store.edit(self.claim.run, self.claim)


def _wanted(row: RunRow) -> Wanted:
    return Wanted(row.hold_at if row.state == "running" else 0, row.lr, row.pace)
