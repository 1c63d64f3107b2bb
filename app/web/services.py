"""What the routes work with: one object for each service, alive while the server is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.datasets.limits import ZipLimits
from app.datasets.registry import Library
from app.images.child import DecodeChild
from app.live.batch import BatchService, LiveWorkers
from app.live.models import Models, RunResolver, Trained
from app.live.reference import References
from app.live.service import LiveService
from app.porting import Porting
from app.runs.limits import RunLimits
from app.runs.service import RunService
from app.settings import Settings


@dataclass(frozen=True)
class Services:
    """The services of one server."""

    settings: Settings
    library: Library
    decoder: DecodeChild
    workers: LiveWorkers
    models: Models
    references: References
    runs: RunService
    porting: Porting

    @classmethod
    @asynccontextmanager
    async def running(cls, settings: Settings) -> AsyncIterator[Services]:
        """Start every service, and stop them in reverse order at the end."""
        async with AsyncExitStack() as stack:
            library = Library(settings.data_dir, settings.datasets_dir, limits=ZipLimits.of(settings))
            stack.callback(library.close)
            library.own.resume()
            decoder = await stack.enter_async_context(DecodeChild())
            workers = LiveWorkers(LiveService(), BatchService())
            await workers.live.start()
            stack.push_async_callback(workers.live.stop)
            stack.push_async_callback(workers.batch.stop)
            runs = RunService(settings.data_dir, library, RunLimits.of(settings))
            await runs.start()
            stack.push_async_callback(runs.stop)
            porting = Porting(settings.data_dir / "porting")
            await porting.start()
            models, references = Models(_finder(runs)), References(library)
            yield cls(settings, library, decoder, workers, models, references, runs, porting)


def _finder(runs: RunService) -> RunResolver:
    """How the live models find `run:ID[@STEP]`."""

    async def find(ref: str) -> Trained:
        run = await runs.resolve(ref)
        mean, std = list(run.mean), list(run.std)
        return Trained(ref, run.spec, run.weights, list(run.classes), run.dataset, mean, std)

    return find


def _services(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


Given = Annotated[Services, Depends(_services)]
"""The services, as a parameter of a route."""
