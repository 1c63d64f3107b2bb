"""The queue: so many at once, in order, and never one run twice."""

import asyncio

from app.runs.service import RunService
from tests.runs.conftest import Running, asked, until


async def begun(runs: RunService, *ids: str) -> list[str]:
    """The runs in the order in which they began, with how many were running before each did."""
    logs = [(run, await runs.events(run)) for run in ids]
    return [run for run, log in logs if any(event.get("state") == "running" for event in log)]


async def test_no_more_than_the_limit_run_at_once_and_the_first_come_first(running: Running) -> None:
    async with running(running=2) as runs:
        ids = [(await runs.create(asked(training={"pace": 150.0}))).id for _ in range(5)]
        most, order = 0, []
        while len(order) < 5 or most == 0:
            states = [(await runs.get(run)).state for run in ids]
            most = max(most, states.count("running"))
            order += [run for run in await begun(runs, *ids) if run not in order]
            await asyncio.sleep(0.02)
        for run in ids:
            await until(runs, run, "finished")
    assert most == 2
    assert order == ids


async def test_a_paused_run_leaves_its_place_and_waits_for_one_on_resuming(runs: RunService) -> None:
    first = await runs.create(asked(training={"pace": 20.0}))
    await until(runs, first.id, step=1)
    await runs.pause(first.id)
    second = await runs.create(asked(training={"pace": 20.0}))
    await until(runs, second.id, step=1)
    assert (await runs.resume(first.id)).state == "queued"
    await runs.cancel(second.id)
    await until(runs, first.id, "running")
    await runs.cancel(first.id)


async def test_a_few_steps_by_hand_wait_for_nobody(runs: RunService) -> None:
    first = await runs.create(asked(training={"pace": 5.0}))
    second = await runs.create(asked(start="paused"))
    await until(runs, first.id, step=1)
    await runs.step(second.id, 3)
    assert (await until(runs, second.id, "paused")).progress.step == 3
    assert (await runs.get(first.id)).state == "running"
    await runs.cancel(first.id)
