"""Whatever is killed, damaged or full: nothing that was acknowledged is lost, and the log stays whole."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import InvalidInput, StorageFull
from app.processes.confine import machine_memory
from app.runs.service import RunService
from tests.runs.conftest import Running, asked, column, until

EVERY_5 = {"checkpoint_every": 5, "pace": 40.0}
"""Slow enough to be hit in the middle; a checkpoint is never far."""


def worker_pid(runs: RunService, run: str) -> int:
    worker = runs._scheduler.drivers[run]._worker
    assert worker is not None
    return worker.pid


async def until_attempt(runs: RunService, run: str, attempt: int, step: int) -> None:
    async with runs.watch(run) as watch:
        async for event in watch:
            if event["type"] == "metrics" and event["attempt"] == attempt and event["step"][-1] >= step:
                return


def attempts(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """(attempt, from_step) of each beginning."""
    return [(e["attempt"], e["from_step"]) for e in events if e.get("from_step") is not None]


def assert_whole(events: list[dict[str, Any]], steps: int) -> None:
    """The log has no gap, and every step counts once after what later attempts took back."""
    assert [event["seq"] for event in events] == list(range(len(events)))
    told: list[int] = []
    for event in events:
        if event.get("from_step") is not None:
            told = [step for step in told if step <= event["from_step"]]
        if event["type"] == "metrics":
            told += event["step"]
    assert told == list(range(1, steps + 1))


async def test_a_killed_worker_is_replaced_at_its_last_checkpoint(runs: RunService) -> None:
    run = await runs.create(asked(training=EVERY_5))
    await until(runs, run.id, step=12)
    os.kill(worker_pid(runs, run.id), signal.SIGKILL)
    finished = await until(runs, run.id, "finished")
    assert (finished.attempt, finished.progress.step) == (2, 76)
    events = list(await runs.events(run.id))
    assert_whole(events, 76)
    (first, start), (second, again) = attempts(events)
    assert (first, start, second) == (1, 0, 2)
    assert again >= 10
    assert again % 5 == 0


async def test_a_run_that_loses_its_worker_three_times_fails(runs: RunService) -> None:
    run = await runs.create(asked(training=EVERY_5))
    for attempt in (1, 2, 3):
        step = (await runs.get(run.id)).progress.step
        await until_attempt(runs, run.id, attempt, step + 1)
        os.kill(worker_pid(runs, run.id), signal.SIGKILL)
    failed = await until(runs, run.id, "failed")
    assert failed.error is not None
    assert (failed.error.code, failed.attempt) == ("worker_lost", 3)
    events = list(await runs.events(run.id))
    assert [event["type"] for event in events[-2:]] == ["problem", "state"]
    assert events[-1]["state"] == "failed"


async def test_a_worker_lost_while_paused_is_only_missed_on_resuming(runs: RunService) -> None:
    run = await runs.create(asked(start="paused", training={"checkpoint_every": 5}))
    await runs.step(run.id, 7)
    await until(runs, run.id, "paused")
    driver = runs._scheduler.drivers[run.id]
    os.kill(worker_pid(runs, run.id), signal.SIGKILL)
    await driver.task
    assert (await runs.get(run.id)).state == "paused"
    await runs.resume(run.id)
    await until(runs, run.id, "finished")
    events = list(await runs.events(run.id))
    assert_whole(events, 76)
    assert attempts(events) == [(1, 0), (2, 5)]


async def test_runs_of_a_killed_server_go_on_under_the_next(data_dir: Path, running: Running) -> None:
    server = await create_subprocess_exec(
        sys.executable, "-m", "tests.runs.serve", str(data_dir), stdout=PIPE, cwd=Path(__file__).parents[2]
    )
    assert server.stdout is not None
    run = (await server.stdout.readline()).decode().strip()
    async with running() as runs:
        await until(runs, run, step=8)
        server.kill()
        await server.wait()
        before = await runs.events(run)
        finished = await until(runs, run, "finished")
        assert finished.attempt == 2
        events = list(await runs.events(run))
        assert events[: len(before)] == before
        assert_whole(events, 114)


async def test_a_stopped_server_loses_no_step(running: Running) -> None:
    async with running() as runs:
        run = await runs.create(asked(training=EVERY_5))
        await until(runs, run.id, step=8)
    async with running() as runs:
        await until(runs, run.id, "finished")
        events = list(await runs.events(run.id))
        assert column(events, "step") == list(range(1, 77))
        assert [attempt for attempt, _ in attempts(events)] == [1, 1]


async def test_an_acknowledged_pause_survives_the_server(data_dir: Path, running: Running) -> None:
    async with running() as runs:
        run = await runs.create(asked(training=EVERY_5))
        await until(runs, run.id, step=3)
        async with runs._store.edit(run.id) as editing:  # as `pause` does before its server is killed
            editing.row.hold_at = 0
    async with running() as runs:
        await until(runs, run.id, "paused")


async def test_only_one_of_two_services_drives_a_run(running: Running) -> None:
    limits = {"running": 2, "lease_seconds": 60.0}
    async with running(**limits) as one, running(**limits) as other:
        created = [await service.create(asked()) for service in (one, other, one, other)]
        for run in created:
            await until(other, run.id, "finished")
            events = list(await one.events(run.id))
            assert column(events, "step") == list(range(1, 77))
            assert_whole(events, 76)


async def test_another_server_may_pause_resume_and_cancel(running: Running) -> None:
    async with running(lease_seconds=60.0) as one, running(lease_seconds=60.0) as other:
        run = await one.create(asked(training={"pace": 10.0}))
        await until(one, run.id, step=1)
        stranger = other if run.id in one._scheduler.drivers else one
        await stranger.pause(run.id)
        await until(one, run.id, "paused")
        await stranger.resume(run.id)
        await until(one, run.id, "running")
        assert (await stranger.cancel(run.id)).state == "cancelled"
        log = await one.events(run.id)
        drivers = [service._scheduler.drivers.get(run.id) for service in (one, other)]
        await asyncio.gather(*(driver.task for driver in drivers if driver))
        assert await one.events(run.id) == log


async def test_divergence_ends_the_run_with_advice_and_keeps_the_last_good_checkpoint(
    runs: RunService,
) -> None:
    run = await runs.create(
        asked(training={"optimizer": {"kind": "sgd", "lr": 1e30}, "schedule": "constant"})
    )
    failed = await until(runs, run.id, "failed")
    assert failed.error is not None
    assert (failed.error.code, failed.error.params["advice"]) == ("diverged", "lower_lr")
    events = list(await runs.events(run.id))
    assert column(events, "finite")[-1] is False
    assert column(events, "train_loss")[-1] is None
    assert (await runs.checkpoints(run.id))[-1].step < failed.progress.step


async def paused_with_checkpoints(runs: RunService, running: Running) -> str:
    run = await runs.create(asked(start="paused", training={"checkpoint_every": 4}))
    await runs.step(run.id, 10)
    await until(runs, run.id, "paused")
    driver = runs._scheduler.drivers[run.id]
    await driver.release()
    await driver.task
    assert [checkpoint.step for checkpoint in await runs.checkpoints(run.id)] == [0, 4, 8, 10]
    return run.id


async def damage(runs: RunService, run: str, *steps: int) -> None:
    for step in steps:
        file = (await runs.resolve(f"run:{run}@{step}")).weights
        raw = bytearray(file.read_bytes())
        raw[-1] ^= 1
        file.write_bytes(raw)


async def test_a_damaged_checkpoint_is_passed_over(runs: RunService, running: Running) -> None:
    run = await paused_with_checkpoints(runs, running)
    await damage(runs, run, 10, 8)
    await runs.resume(run)
    await until(runs, run, "finished")
    events = list(await runs.events(run))
    assert_whole(events, 76)
    assert attempts(events)[-1] == (2, 4)
    problems = [(e["code"], e["params"]) for e in events if e["type"] == "problem"]
    assert problems == [("checkpoint_corrupt", {"step": 10}), ("checkpoint_corrupt", {"step": 8})]


async def test_a_run_with_only_damaged_checkpoints_fails(runs: RunService, running: Running) -> None:
    run = await paused_with_checkpoints(runs, running)
    await damage(runs, run, 0, 4, 8, 10)
    await runs.resume(run)
    failed = await until(runs, run, "failed")
    assert failed.error is not None
    assert failed.error.code == "checkpoint_corrupt"


async def test_a_run_that_cannot_save_pauses_until_there_is_space(running: Running) -> None:
    async with running(spare_disk=1 << 60, spare_share=1.0) as runs:
        run = await runs.create(asked())
        paused = await until(runs, run.id, "paused")
        assert paused.error is not None
        assert paused.error.code == "disk_full"
        assert await runs.events(run.id)
    async with running() as runs:
        resumed = await runs.resume(run.id)
        assert resumed.state in ("queued", "running")
        assert (await until(runs, run.id, "finished")).error is None
        assert_whole(list(await runs.events(run.id)), 76)


async def test_a_full_store_pauses_the_run_and_loses_no_event(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 20.0}))
    await until(runs, run.id, step=2)
    await set_pages(runs, "PRAGMA page_count")
    with pytest.raises(StorageFull):
        await create_many(runs)
    await until(runs, run.id, "running", "paused")
    await set_pages(runs, "SELECT 1 << 30")
    while (await runs.get(run.id)).state == "running":
        await asyncio.sleep(0.05)
        await runs.pause(run.id)
    await runs.resume(run.id)
    await until(runs, run.id, "finished")
    assert_whole(list(await runs.events(run.id)), 76)


async def create_many(runs: RunService) -> None:
    for _ in range(100):
        await runs.create(asked(name="one too many"))


async def set_pages(runs: RunService, query: str) -> None:
    """Let the store grow to so many pages at most: SQLite then fails as on a full disk."""
    async with runs._database.writing() as session:
        most = await session.scalar(text(query))
        await session.execute(text(f"PRAGMA max_page_count = {most}"))
        await session.commit()


MANY_MAPS = {
    "name": "many maps",
    "layers": [
        {"kind": "conv2d", "out_channels": 256, "padding": 1},
        {"kind": "conv2d", "out_channels": 256, "padding": 1},
        {"kind": "global_avg_pool"},
        {"kind": "linear"},
    ],
}
"""A batch of 3,800 needs 12 GB."""


async def test_too_little_memory_fails_the_run_and_not_the_next(running: Running) -> None:
    wide = {
        "name": "wide",
        "layers": [
            {"kind": "flatten"},
            {"kind": "linear", "out_features": 30000},
            {"kind": "linear", "out_features": 10},
        ],
    }
    async with running(worker_memory=600 << 20) as runs:
        run = await runs.create(asked(network=wide))
        failed = await until(runs, run.id, "failed")
        assert failed.error is not None
        assert failed.error.code == "out_of_memory"
        following = await runs.create(asked())
        await until(runs, following.id, "finished")


async def test_a_run_may_not_take_the_whole_memory_of_the_machine(running: Running) -> None:
    async with running(memory_share=(1 << 30) / machine_memory()) as runs:
        run = await runs.create(asked(network=MANY_MAPS, training={"batch_size": 3800}))
        failed = await until(runs, run.id, "failed")
        assert failed.error is not None
        assert failed.error.code == "out_of_memory"


async def test_a_device_that_is_not_there_is_refused_before_a_run_is_made(runs: RunService) -> None:
    device = "mps" if sys.platform == "linux" else "cuda"
    with pytest.raises(InvalidInput) as caught:
        await runs.create(asked(training={"device": device}))
    assert (caught.value.code, caught.value.errors[0].pointer) == ("no_device", "/training/device")
    assert await runs.list() == []


async def test_a_run_that_takes_too_long_fails(running: Running) -> None:
    async with running(run_seconds=0.3) as runs:
        run = await runs.create(asked(training={"pace": 20.0}))
        failed = await until(runs, run.id, "failed")
        assert failed.error is not None
        assert failed.error.code == "time_limit"
