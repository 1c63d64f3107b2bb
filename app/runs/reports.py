"""What a worker says, written to the store: each report changes the run's row and its log together."""

import asyncio
import contextlib
import time
from typing import Any

from app.errors import StorageFull
from app.runs.claimed import Claimed
from app.runs.store import CheckpointRow, Editing, RunRow
from app.runs.thinning import superfluous

Message = dict[str, Any]

FULL = "The disk of the server is full: make space, then resume."
RETRY_SECONDS = 2.0


class Reports:
    """Takes the messages of a run's workers, one after the other."""

    def __init__(self, run: Claimed) -> None:
        self.run = run
        self._since: float | None = None
        self._tested: Message = {}

    async def take(self, message: Message) -> RunRow:
        """Write one report; gives the run as it stands then, without an owner once it is over.

        Raises ClaimLost, CheckpointCorrupt, StorageFull.
        """
        taken: RunRow = await getattr(self, f"_{message['type']}")(message)
        return taken

    async def _resolved(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            for name in ("device", "precision", "threads", "steps", "epochs"):
                setattr(editing.row, name, message[name])
            _tell(editing, message)
            self._since = time.monotonic()
        return editing.row

    async def _metrics(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            _measure(editing.row, message)
            _tell(editing, message)
            self._count_seconds(editing.row)
        limit = self.run.limits.run_seconds
        if editing.row.seconds > limit:
            return await self.fail("time_limit", f"The run took more than {limit:g} s.", {"seconds": limit})
        return editing.row

    async def _evaluation(self, message: Message) -> RunRow:
        if message["split"] == "test":
            self._tested = message
        async with self.run.edit() as editing:
            setattr(editing.row, f"{message['split']}_loss", message["loss"])
            setattr(editing.row, f"{message['split']}_accuracy", message["accuracy"])
            _tell(editing, message)
        return editing.row

    async def _saved(self, message: Message) -> RunRow:
        """Verify a checkpoint and move it into place; then tell of it, and let old ones go."""
        step, sha256 = message["step"], message["sha256"]
        staged = self.run.files.staging(self.run.claim.fence) / message["file"]
        size = await asyncio.to_thread(self.run.files.accept, staged, step, sha256)
        about = {"step": step, "epoch": message["epoch"], "sha256": sha256}
        accuracy = self._tested.get("accuracy") if self._tested.get("step") == step else None
        async with self.run.edit() as editing:
            row = CheckpointRow(run=editing.row.number, bytes=size, test_accuracy=accuracy, **about)
            await editing.session.merge(row)
            await editing.session.flush()
            editing.tell("checkpoint", **about)
            dropped = await self._thin(editing, size)
        await asyncio.to_thread(self.run.files.remove, dropped)
        return editing.row

    async def _thin(self, editing: Editing, size: int) -> list[CheckpointRow]:
        """Forget checkpoints beyond what is kept; gives those whose files can go."""
        limits = self.run.limits
        rows = {row.step: row for row in await editing.checkpoints()}
        keep = min(limits.checkpoints, limits.checkpoint_bytes // max(size, 1))
        dropped = [rows[step] for step in superfluous(sorted(rows), keep)]
        for row in dropped:
            await editing.session.delete(row)
        return dropped

    async def _held(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            row = editing.row
            wanted = row.hold_at is not None and row.hold_at <= message["step"]
            if row.state == "running" and wanted:
                self._count_seconds(row)
                editing.move("pause")
            self._since = None
        return row

    async def _disk_full(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            editing.row.hold_at = 0
            if editing.row.state == "running":
                _problem(editing, "disk_full", FULL, {"step": message["step"]})
                editing.move("pause")
        return editing.row

    async def _released(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            editing.row.clean = True
            editing.release()
        return editing.row

    async def _finished(self, message: Message) -> RunRow:
        async with self.run.edit() as editing:
            self._count_seconds(editing.row)
            editing.move("finish")
            editing.release()
        return editing.row

    async def _diverged(self, message: Message) -> RunRow:
        params = {**message["params"], "step": message["step"], "advice": message["advice_code"]}
        return await self.fail("diverged", message["detail"], params)

    async def _failed(self, message: Message) -> RunRow:
        return await self.fail(message["code"], message["detail"], message["params"])

    async def fail(self, code: str, detail: str, params: dict[str, Any]) -> RunRow:
        """End the run as failed."""
        async with self.run.edit() as editing:
            _problem(editing, code, detail, params)
            editing.move("fail")
            editing.release()
        return editing.row

    async def lost(self, begun: bool) -> RunRow:
        """The worker is gone without a word: another one is to follow, unless the run is let go of.

        A run that waits, whether paused or in the queue, has no need of one; unless its worker did not even
        get to begin, which must not be tried for ever.
        """
        self._since = None
        async with self.run.edit() as editing:
            row = editing.row
            if row.state == "paused" or (row.state == "queued" and begun):
                editing.release()
                return row
            row.losses += 1
        if row.losses < self.run.limits.attempts:
            return row
        detail = f"The worker was lost {row.losses} times, perhaps for lack of memory."
        return await self.fail("worker_lost", detail, {"attempts": row.losses})

    async def wait_for_space(self) -> None:
        """Pause the run with what space was set aside for that; come back when it is worth trying again."""
        self.run.store.database.open_reserve()
        with contextlib.suppress(StorageFull):
            async with self.run.edit() as editing:
                editing.row.hold_at = 0
                if editing.row.state == "running":
                    _problem(editing, "disk_full", FULL, {})
                    editing.move("pause")
        await asyncio.sleep(RETRY_SECONDS)

    def _count_seconds(self, row: RunRow) -> None:
        """Add the time since the last count to the run's own."""
        now = time.monotonic()
        row.seconds += now - (self._since or now)
        self._since = now


def _measure(row: RunRow, message: Message) -> None:
    """The last entries of the columns are where the run stands."""
    row.step, row.epoch = message["step"][-1], message["epoch"][-1]
    row.train_loss, row.train_accuracy = message["train_loss"][-1], message["train_accuracy"][-1]
    row.images_per_second, row.threads = message["images_per_second"], message["threads"]


def _tell(editing: Editing, message: Message) -> None:
    editing.tell(message["type"], **{name: value for name, value in message.items() if name != "type"})


def _problem(editing: Editing, code: str, detail: str, params: dict[str, Any]) -> None:
    """Keep a problem as the run's error and tell it."""
    editing.row.error = {"code": code, "detail": detail, "params": params}
    editing.tell("problem", code=code, detail=detail, params=params)
