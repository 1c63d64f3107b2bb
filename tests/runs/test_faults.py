"""Whatever is killed, damaged or full: nothing that was acknowledged is lost, and the log stays whole."""

import asyncio
import os
import signal
import sys
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
