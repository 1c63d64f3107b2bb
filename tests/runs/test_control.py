"""What users may ask of a run, in any order and as often as they like."""

import pytest

from app.errors import Conflict, NotFound
from app.runs.models import Branch, Change
from app.runs.service import RunService
from tests.runs.conftest import Running, asked, column, until

SLOW = {"training": {"pace": 20.0}}


def states(events: list[dict]) -> list[str]:
    return [event["state"] for event in events if event["type"] == "state"]


async def test_a_run_that_starts_paused_waits_at_step_0_with_its_checkpoint(runs: RunService) -> None:
    run = await runs.create(asked(start="paused"))
    assert run.state == "paused"
    async with runs.watch(run.id) as watch:
        async for event in watch:
            if event["type"] == "checkpoint":
                break
    assert (await runs.get(run.id)).state == "paused"
    assert (await runs.get(run.id)).device == "cpu"
    assert [checkpoint.step for checkpoint in await runs.results.checkpoints(run.id)] == [0]
    await runs.resume(run.id)
    await until(runs, run.id, "finished")


async def test_stepping_takes_exactly_so_many_steps_and_pauses_again(runs: RunService) -> None:
    run = await runs.create(asked(start="paused"))
    for steps, reached in ((1, 1), (3, 4), (34, 38)):
        await runs.step(run.id, steps)
        paused = await until(runs, run.id, "paused")
        assert paused.progress.step == reached
    events = await runs.events(run.id)
    assert column(events, "step") == list(range(1, 39))
    ends = [event["split"] for event in events if event["type"] == "evaluation" and event["step"] == 38]
    assert ends == ["validation", "test"]
    assert states(events)[-1] == "paused"


async def test_steps_asked_for_while_stepping_add_up(runs: RunService) -> None:
    run = await runs.create(asked(start="paused", training={"pace": 100.0}))
    await runs.step(run.id, 10)
    await runs.step(run.id, 10)
    assert (await until(runs, run.id, "paused")).progress.step == 20


async def test_only_a_paused_run_can_be_stepped(runs: RunService) -> None:
    run = await runs.create(asked(**SLOW))
    await until(runs, run.id, step=2)
    with pytest.raises(Conflict):
        await runs.step(run.id, 1)
    await runs.cancel(run.id)
    with pytest.raises(Conflict):
        await runs.step(run.id, 1)


async def test_pause_and_resume_may_be_repeated(runs: RunService) -> None:
    run = await runs.create(asked(**SLOW))
    await until(runs, run.id, step=3)
    await runs.pause(run.id)
    paused = await runs.pause(run.id)
    assert paused.state == "paused"
    assert (await runs.pause(run.id)).progress.step == paused.progress.step
    await runs.patch(run.id, Change(pace=None))
    await runs.resume(run.id)
    await runs.resume(run.id)
    await until(runs, run.id, "finished")
    events = await runs.events(run.id)
    assert column(events, "step") == list(range(1, 77))
    assert states(events) == ["queued", "running", "paused", "queued", "running", "finished"]
    assert [event["attempt"] for event in events] == [0] + [1] * (len(events) - 1)


async def test_a_cancelled_run_never_finishes(runs: RunService) -> None:
    run = await runs.create(asked(**SLOW))
    await until(runs, run.id, step=2)
    assert (await runs.cancel(run.id)).state == "cancelled"
    log = await runs.events(run.id)
    assert log[-1]["type"] == "state"
    assert (await runs.cancel(run.id)).state == "cancelled"
    following = await runs.create(asked(training={"epochs": 1}))
    await until(runs, following.id, "finished")
    assert await runs.events(run.id) == log


async def test_a_queued_run_can_be_paused_and_cancelled(runs: RunService) -> None:
    first = await runs.create(asked(**SLOW))
    second, third = await runs.create(asked()), await runs.create(asked())
    assert (await runs.pause(second.id)).state == "paused"
    assert (await runs.cancel(third.id)).state == "cancelled"
    await runs.cancel(first.id)
    await runs.resume(second.id)
    await until(runs, second.id, "finished")
    assert (await runs.get(third.id)).attempt == 0


async def test_learning_rate_pace_and_name_change_while_it_runs(runs: RunService) -> None:
    run = await runs.create(asked(training={"schedule": "constant", "pace": 50.0}))
    await until(runs, run.id, step=3)
    changed = await runs.patch(run.id, Change(lr=0.0005, name="slower"))
    assert changed.name == "slower"
    await runs.patch(run.id, Change(pace=None))
    await until(runs, run.id, "finished")
    rates = column(await runs.events(run.id), "lr")
    assert rates == sorted(rates, reverse=True)
    assert (rates[0], rates[-1]) == (0.003, 0.0005)


async def test_a_run_paused_for_long_gives_its_worker_back_and_goes_on_where_it_was(running: Running) -> None:
    async with running(hold_seconds=0.05) as runs:
        run = await runs.create(asked(start="paused"))
        await runs.step(run.id, 7)
        await until(runs, run.id, "paused")
        driver = runs._scheduler.drivers.get(run.id)
        if driver:
            await driver.task
        assert (await runs.results.checkpoints(run.id))[-1].step == 7
        await runs.resume(run.id)
        await until(runs, run.id, "finished")
        events = await runs.events(run.id)
        assert column(events, "step") == list(range(1, 77))
        begun = [(e["attempt"], e["from_step"]) for e in events if e.get("from_step") is not None]
        assert (1, 7) in begun
        assert {attempt for attempt, _ in begun} == {1}


async def test_a_deleted_run_is_gone_with_its_files(runs: RunService, data_dir) -> None:
    run = await runs.create(asked(**SLOW))
    await until(runs, run.id, step=1)
    await runs.delete(run.id)
    with pytest.raises(NotFound):
        await runs.get(run.id)
    with pytest.raises(NotFound):
        await runs.delete(run.id)
    assert not (data_dir / "runs" / run.id).exists()


async def test_a_branch_goes_on_from_a_checkpoint_with_other_settings(runs: RunService) -> None:
    run = await runs.create(asked(training={"checkpoint_every": 20}))
    await until(runs, run.id, "finished")
    branch = await runs.branch(run.id, Branch(step=40, training={"optimizer": {"kind": "adam", "lr": 0.001}}))
    assert branch.parent is not None
    assert (branch.parent.run, branch.parent.step, branch.progress.step) == (run.id, 40, 40)
    assert branch.training.batch_size == 100
    await until(runs, branch.id, "finished")
    events = await runs.events(branch.id)
    assert (events[0]["seq"], column(events, "step")) == (0, list(range(41, 77)))
    assert (await runs.results.checkpoints(branch.id))[0].step == 40
    with pytest.raises(NotFound):
        await runs.branch(run.id, Branch(step=39))


async def test_a_branch_takes_over_what_fits_into_another_network(runs: RunService) -> None:
    run = await runs.create(asked(training={"checkpoint_every": 20}))
    await until(runs, run.id, "finished")
    wider = run.network.model_dump(mode="json")
    wider["layers"].insert(1, {"kind": "relu", "name": "more"})
    branch = await runs.branch(run.id, Branch.model_validate({"step": 20, "network": wider}))
    await until(runs, branch.id, "finished")
    assert column(await runs.events(branch.id), "step") == list(range(21, 77))
