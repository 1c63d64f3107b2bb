"""A training worker by itself: a real process, spoken to as the server does."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import pytest

from app.processes import spawn
from app.runs.models import CreateRun
from app.runs.service import WORKER
from app.runs.worker.job import Job, Wanted
from tests.runs.conftest import asked


def job(run: CreateRun, data_dir: Path, wanted: Wanted) -> Job:
    """The job of a run's first attempt."""
    staging = data_dir / "staging"
    staging.mkdir()
    return Job(
        run="alone",
        network=run.network.model_dump(mode="json"),
        training=run.training.model_dump(mode="json"),
        dataset="mnist-5k",
        data_dir=str(data_dir),
        staging=str(staging),
        spare_disk=0,
        cores=1,
        memory=1 << 32,
        checkpoint=None,
        foreign=False,
        weights=None,
        weights_map=None,
        painted=[],
        nudges=[],
        wanted=asdict(wanted),
    )


async def test_the_job_itself_says_where_to_stop(data_dir: Path) -> None:
    worker = await spawn(WORKER, "training")
    try:
        await worker.receive()
        await worker.send(job(asked(), data_dir, Wanted(hold_at=3, lr=None, pace=None)).message())
        steps: list[int] = []
        async for message in worker:
            assert isinstance(message, dict)
            if message["type"] == "held":
                assert (message["step"], steps) == (3, [1, 2, 3])
                return
            steps += message.get("step", []) if message["type"] == "metrics" else []
        raise AssertionError("the worker ended")
    finally:
        worker.close()


@pytest.mark.parametrize("wait", [0.0, 0.045, 0.06, 0.075])
async def test_a_release_between_two_steps_leaves_none_untold(data_dir: Path, wait: float) -> None:
    worker = await spawn(WORKER, "training")
    try:
        await worker.receive()
        await worker.send(job(asked(), data_dir, Wanted(hold_at=None, lr=None, pace=30.0)).message())
        steps: list[int] = []
        asked_for = False
        async for message in worker:
            assert isinstance(message, dict)
            steps += message.get("step", []) if message["type"] == "metrics" else []
            if len(steps) >= 5 and not asked_for:
                asked_for = True
                await asyncio.sleep(wait)
                await worker.send({"type": "release"})
            if message["type"] == "released":
                assert steps == list(range(1, message["step"] + 1))
                return
        raise AssertionError("the worker ended")
    finally:
        worker.close()
