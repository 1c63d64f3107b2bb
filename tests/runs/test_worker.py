"""A training worker by itself: a real process, spoken to as the server does."""

from dataclasses import asdict
from pathlib import Path

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
