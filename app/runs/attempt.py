"""The beginning of an attempt: the newest checkpoint that is whole, a new entry in the log, the worker's job."""

import asyncio
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from app.processes.confine import machine_memory
from app.runs.claimed import Claimed
from app.runs.files import CheckpointCorrupt, is_whole
from app.runs.store import CheckpointRow, RunRow
from app.runs.worker.job import Job, Wanted


@dataclass(frozen=True)
class Departure:
    """The file to go on from, if any, and its place in the run."""

    checkpoint: Path | None
    step: int = 0
    epoch: float = 0.0
    foreign: bool = False
    """It is the parent's, of a branch that has none of its own yet."""


async def begin(run: Claimed, ahead: bool = False) -> tuple[Job, RunRow]:
    """Write the beginning of an attempt; gives the worker's job and the run as it stands now.

    A run `ahead` of its place in the queue stays queued: its worker holds before the first step.

    An attempt that repeats no step keeps its number. Raises CheckpointCorrupt, ClaimLost.
    """
    start = await departure(run)
    async with run.edit() as editing:
        row = editing.row
        row.attempt += not (row.clean and row.step == start.step)
        row.clean = False
        row.step, row.epoch = start.step, start.epoch
        if row.state == "queued" and not ahead:
            row.error = None
            editing.move("start", from_step=start.step)
        else:
            editing.tell("state", state=row.state, from_step=start.step)
        kept = await editing.checkpoints()
    staging = await asyncio.to_thread(run.files.prepare, run.claim.fence, kept)
    return _job(run, row, start, staging), row


async def departure(run: Claimed) -> Departure:
    """Choose where to start; damaged checkpoints are forgotten, and the log says so.

    Raises CheckpointCorrupt where there were some and none is whole.
    """
    rows = await run.store.checkpoints(run.id)
    for row in reversed(rows):
        if await asyncio.to_thread(is_whole, run.files.of(row), row.sha256):
            return Departure(run.files.of(row), row.step, row.epoch)
        await _forget(run, row)
    if run.files.origin.exists():
        branch = await run.store.row(run.id)
        return Departure(run.files.origin, branch.parent_step or 0, branch.epoch, foreign=True)
    if rows:
        raise CheckpointCorrupt("Every checkpoint of this run is damaged.")
    return Departure(None)


async def _forget(run: Claimed, row: CheckpointRow) -> None:
    detail = f"The checkpoint of step {row.step} is damaged; the one before is taken."
    async with run.edit() as editing:
        await editing.session.delete(await editing.session.merge(row))
        editing.tell("problem", code="checkpoint_corrupt", detail=detail, params={"step": row.step})
    await asyncio.to_thread(run.files.remove, [row])


def _spare(run: Claimed) -> int:
    share = int(run.limits.spare_share * shutil.disk_usage(run.data_dir).total)
    return min(run.limits.spare_disk, share)


def _job(run: Claimed, row: RunRow, start: Departure, staging: Path) -> Job:
    begins = row.begins_with or {}
    return Job(
        run=row.id,
        network=row.network,
        training=row.training,
        dataset=row.dataset,
        data_dir=str(run.data_dir),
        staging=str(staging),
        spare_disk=_spare(run),
        cores=run.cores,
        memory=int(machine_memory() * run.limits.memory_share / run.limits.running),
        checkpoint=str(start.checkpoint) if start.checkpoint else None,
        foreign=start.foreign,
        weights=str(run.files.weights) if begins.get("weights_from") else None,
        weights_map=begins.get("weights_map"),
        painted=begins.get("painted", []),
        nudges=begins.get("nudges", []),
        wanted=asdict(wanted(row)),
        first=row.parent_step or 0,
    )


def wanted(row: RunRow) -> Wanted:
    """What the worker of a run is to do, by its row: one that does not run holds where it stands."""
    return Wanted(row.hold_at if row.state == "running" else 0, row.lr, row.pace)
