"""A run that was interrupted, in whatever way, goes exactly the way of one that was not."""

import os
import signal

from app.runs.models import Branch
from app.runs.service import RunService
from tests.runs.conftest import asked, column, until
from tests.runs.test_faults import worker_pid

SETTINGS = {
    "checkpoint_every": 5,
    "augmentation": ["shift", "rotate"],
    "optimizer": {"kind": "adamw", "lr": 0.01},
    "weight_decay": 0.01,
}


async def losses(runs: RunService, run: str) -> dict[int, float]:
    """The loss of every step, as the newest attempt took it."""
    events = list(await runs.events(run, limit=10_000))
    return dict(zip(column(events, "step"), column(events, "train_loss"), strict=True))


async def test_a_killed_paused_and_released_run_repeats_every_loss_bit_for_bit(runs: RunService) -> None:
    plain = await runs.create(asked(training=SETTINGS))
    await until(runs, plain.id, "finished")
    broken = await runs.create(asked(training={**SETTINGS, "pace": 60.0}))
    await until(runs, broken.id, step=12)
    os.kill(worker_pid(runs, broken.id), signal.SIGKILL)
    await until(runs, broken.id, step=20)
    await runs.pause(broken.id)
    driver = runs._scheduler.drivers[broken.id]
    await driver.release()
    await driver.task
    await runs.resume(broken.id)
    await until(runs, broken.id, "finished")
    assert (await runs.get(broken.id)).attempt == 2
    assert await losses(runs, broken.id) == await losses(runs, plain.id)


async def test_a_branch_that_changes_nothing_repeats_its_parent(runs: RunService) -> None:
    parent = await runs.create(asked(training=SETTINGS))
    await until(runs, parent.id, "finished")
    branch = await runs.branch(parent.id, Branch(step=40))
    await until(runs, branch.id, "finished")
    whole = await losses(runs, parent.id)
    assert await losses(runs, branch.id) == {step: whole[step] for step in range(41, 77)}
