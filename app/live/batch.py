"""Networks too large to be answered at once: a worker of their own, started when one is asked for, then gone."""

import asyncio
from dataclasses import dataclass

from app.errors import Unavailable
from app.live.models import Resolved
from app.live.service import LiveService, Session
from app.processes import Worker
from app.processes.confine import machine_memory

SECONDS = 120.0
MEMORY_SHARE = 0.6
"""Of the machine's memory: parameters and activations of the largest networks that are looked into take 3 GB."""


class BatchService(LiveService):
    """As `LiveService`, for one large network at a time; its worker ends with the last session."""

    target = "app.live.worker_main:batch"
    max_waiting = 16
    nice = 10

    def __init__(self, seconds: float = SECONDS, memory: int | None = None) -> None:
        super().__init__(seconds, memory or int(MEMORY_SHARE * machine_memory()))
        self._sessions: set[int] = set()
        self._stopped = False

    async def start(self) -> None:
        """Nothing to start yet."""

    async def stop(self) -> None:
        """End the worker, and start no other."""
        self._stopped = True
        await super().stop()

    def session(self) -> Session:
        """A new client's view; `close` it in the end."""
        session = super().session()
        self._sessions.add(session.number)
        return session

    def close(self, session: Session) -> None:
        """Let go of a session, and of the worker with the last one."""
        self._sessions.discard(session.number)
        if self._sessions:
            super().close(session)
        else:
            self._retire()

    def _lost(self) -> None:
        self._retire()

    def _retire(self) -> None:
        """End the worker, if there is one; the next request starts another."""
        launch, self._launch = self._launch, None
        self._generation += 1
        if launch is not None:
            launch.add_done_callback(_end)
            launch.cancel()

    async def _worker(self) -> Worker:
        if self._stopped:
            raise Unavailable("The server is stopping.", code="stopping")
        if self._launch is None:
            self._replace()
        return await super()._worker()


def _end(launch: asyncio.Task[Worker]) -> None:
    if not launch.cancelled() and launch.exception() is None:
        launch.result().close()


@dataclass(frozen=True)
class LiveWorkers:
    """Who answers for networks: those of usual size share one warm worker."""

    live: LiveService
    batch: BatchService

    def suited(self, network: Resolved, takes_long: bool = False) -> LiveService:
        """The one for a network, and for what is asked of it."""
        return self.batch if network.is_large or takes_long else self.live
