"""Where an attempt begins: at the newest checkpoint that is whole."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from app.runs.files import CheckpointCorrupt, RunFiles, is_whole
from app.runs.store import CheckpointRow, Claim, Store


@dataclass(frozen=True)
class Departure:
    """The file to go on from, if any, and its place in the run."""

    checkpoint: Path | None
    step: int = 0
    epoch: float = 0.0
    foreign: bool = False
    """It is the parent's, of a branch that has none of its own yet."""


async def departure(store: Store, files: RunFiles, claim: Claim) -> Departure:
    """Choose; damaged checkpoints are forgotten, and the log says so.

    Raises CheckpointCorrupt where there were some and none is whole.
    """
    rows = await store.checkpoints(claim.run)
    for row in reversed(rows):
        if await asyncio.to_thread(is_whole, files.of(row), row.sha256):
            return Departure(files.of(row), row.step, row.epoch)
        await _forget(store, files, claim, row)
    if files.origin.exists():
        parent = await store.row(claim.run)
        return Departure(files.origin, parent.parent_step or 0, parent.epoch, foreign=True)
    if rows:
        raise CheckpointCorrupt("Every checkpoint of this run is damaged.")
    return Departure(None)


async def _forget(store: Store, files: RunFiles, claim: Claim, row: CheckpointRow) -> None:
    detail = f"The checkpoint of step {row.step} is damaged; the one before is taken."
    async with store.edit(claim.run, claim) as editing:
        await editing.session.delete(await editing.session.merge(row))
        editing.tell("problem", code="checkpoint_corrupt", detail=detail, params={"step": row.step})
    await asyncio.to_thread(files.remove, [row])
