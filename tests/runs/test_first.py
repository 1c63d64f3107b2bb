"""Step 0 is always there, from the moment in which a run is acknowledged."""

import pytest

from app.errors import NotFound
from app.runs.models import Branch
from app.runs.service import RunService
from tests.runs.conftest import Running, asked, column, until


async def test_step_0_can_be_had_at_once(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 50.0}))
    assert (await runs.results.checkpoints(run.id))[0].step == 0
    assert (await runs.results.weights(run.id, 0)).exists()
    branch = await runs.branch(run.id, Branch(step=0))
    assert (await runs.resolve(f"run:{branch.id}@0")).step == 0
    assert (await runs.results.checkpoints(branch.id))[0].step == 0


async def test_a_run_in_the_queue_makes_its_first_checkpoint_and_goes_on_waiting(running: Running) -> None:
    async with running(held=1) as runs:
        first = await runs.create(asked(training={"pace": 5.0}))
        waiting = [await runs.create(asked()) for _ in range(3)]
        for run in waiting:
            assert [checkpoint.step for checkpoint in await runs.results.checkpoints(run.id)] == [0]
            assert (await runs.get(run.id)).state == "queued"
        await until(runs, first.id, step=1)
        assert len(runs._scheduler.held()) <= 1
        await runs.cancel(first.id)
        for run in waiting:
            assert (await until(runs, run.id, "finished")).attempt == 1
            events = list(await runs.events(run.id))
            assert [event["seq"] for event in events] == list(range(len(events)))
            assert column(events, "step") == list(range(1, 77))
            assert next(event["step"] for event in events if event["type"] == "checkpoint") == 0


async def test_a_run_that_ended_before_it_began_has_none(runs: RunService) -> None:
    first = await runs.create(asked(training={"pace": 5.0}))
    run = await runs.create(asked())
    await runs.cancel(run.id)
    assert await runs.results.checkpoints(run.id) == []
    with pytest.raises(NotFound):
        await runs.branch(run.id, Branch(step=0))
    await runs.cancel(first.id)
