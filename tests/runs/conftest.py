"""A real store, real workers and 5,000 real digits; only the networks are tiny."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.datasets.registry import Library
from app.runs.limits import RunLimits
from app.runs.models import CreateRun, Run
from app.runs.service import RunService

LIMITS = RunLimits(running=1, lease_seconds=1.5, hold_seconds=30.0, nice=0)

NETWORK = {
    "name": "tiny",
    "layers": [
        {"kind": "max_pool2d", "kernel_size": 4},
        {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}
TRAINING = {"epochs": 2, "batch_size": 100, "threads": 1, "precision": "float32"}
"""On mnist-5k: 4,000 less 5 % for validation are 38 steps an epoch."""


def asked(**changes: Any) -> CreateRun:
    """A request; `training` is merged into the tests' own."""
    training = {**TRAINING, **changes.pop("training", {})}
    return CreateRun.model_validate(
        {"network": NETWORK, "dataset": "mnist-5k", "training": training, **changes}
    )


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The data set converted once."""
    library = Library(tmp_path_factory.mktemp("data"))
    library.prepare("mnist-5k")
    return library


@pytest.fixture
def data_dir(tmp_path: Path, library: Library) -> Path:
    """An empty data directory that has the data set."""
    (tmp_path / "datasets").symlink_to(library._store.root)
    return tmp_path


Running = Callable[..., AbstractAsyncContextManager[RunService]]


@pytest.fixture
def running(data_dir: Path) -> Running:
    """Start a service on the data directory; several may be started on it."""

    @asynccontextmanager
    async def start(**limits: Any) -> AsyncIterator[RunService]:
        service = RunService(data_dir, Library(data_dir), replace(LIMITS, **limits))
        await service.start()
        try:
            yield service
        finally:
            await service.stop()

    return start


@pytest_asyncio.fixture
async def runs(running: Running) -> AsyncIterator[RunService]:
    """One service."""
    async with running() as service:
        yield service


async def until(service: RunService, run: str, *states: str, step: int = 0) -> Run:
    """Wait until the run is in one of the states, or stands at `step` or later."""
    while True:
        now = await service.get(run)
        if now.state in states or (step and now.progress.step >= step):
            return now
        assert now.state not in {"finished", "failed", "cancelled"}, now.error or now.state
        await asyncio.sleep(0.01)


def column(events: list[dict[str, Any]], name: str, kind: str = "metrics") -> list[Any]:
    """A column of a log over all its blocks."""
    return [value for event in events if event["type"] == kind for value in event[name]]
