"""The live worker seen from the web server: requests take turns, a worker that is lost is replaced.

A request that takes too long costs its worker; the other clients' sessions are opened again in the next one
without their noticing.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import TooMany, Unavailable
from app.processes import ChannelClosed, Message, Worker, spawn
from app.processes.errors import as_error

SECONDS = 10.0
"""The longest that one request may take."""
START_SECONDS = 60.0
MAX_PAUSE = 5.0
MEMORY_BYTES = 4_000_000_000
MAX_WAITING = 256

Request = Mapping[str, Any] | bytes


@dataclass(eq=False)
class Session:
    """One client's view of one network."""

    number: int
    recipe: dict[str, Any] | None = None
    generation: int = field(default=-1)
    """Which of the workers it is open in."""


class LiveService:
    """One warm worker; requests are answered in the order in which they get their turn."""

    target = "app.live.worker_main:main"
    max_waiting = MAX_WAITING
    nice = 0

    def __init__(self, seconds: float = SECONDS, memory: int | None = MEMORY_BYTES) -> None:
        self._seconds, self._memory = seconds, memory
        self._turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._generation = 0
        self._waiting = 0
        self._pause = 0.0
        """Before the next start: longer each time that a worker does not come up."""
        self._launch: asyncio.Task[Worker] | None = None
        self._calls: set[asyncio.Task[Message | None]] = set()

    async def start(self) -> None:
        """Begin to start the worker and return at once."""
        self._replace()

    async def stop(self) -> None:
        """End the worker."""
        launch, self._launch = self._launch, None
        if launch is not None:
            launch.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, ChannelClosed, TimeoutError):
                (await launch).close()

    @property
    def ready(self) -> bool:
        """Whether the worker answers at once."""
        return self._worker_of(self._launch) is not None

    def revive(self) -> None:
        """Begin to replace a worker that was lost while nobody asked it anything."""
        if self._launch is not None and self._launch.done() and not self.ready:
            self._replace()

    @property
    def pid(self) -> int | None:
        """The worker's process id, None while there is none."""
        worker = self._worker_of(self._launch)
        return worker.pid if worker else None

    def session(self) -> Session:
        """A new client's view; `close` it in the end."""
        return Session(next(self._numbers))

    async def open(self, session: Session, recipe: dict[str, Any]) -> dict[str, Any]:
        """Look at the network of `recipe`; gives `{trained, untrained}`. Raises `PlaygroundError`."""
        request = {"type": "open", "session": session.number, "recipe": recipe}
        session.recipe = None
        answer = await self.call(session, lambda: request)
        assert isinstance(answer, dict)
        session.recipe, session.generation = recipe, self._generation
        return answer

    async def call(self, session: Session, request: Callable[[], Request | None]) -> Message | None:
        """Ask the worker. `request` is called when the turn has come; where it gives None, nothing is asked.

        Raises what the worker answers as an error, `Unavailable` (`worker_lost`) where it does not answer, and
        `TooMany` where too many wait.
        """
        if self._waiting >= self.max_waiting:
            raise TooMany("Too many drawings at once; try again in a moment.")
        task = asyncio.create_task(self._call(session, request))
        self._calls.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)  # an answer must be read even if nobody waits for it any more

    def close(self, session: Session) -> None:
        """Let go of a session."""
        worker = self._worker_of(self._launch)
        if worker is not None and session.generation == self._generation:
            task = asyncio.create_task(
                self._call(session, lambda: {"type": "close", "session": session.number})
            )
            self._calls.add(task)
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[Message | None]) -> None:
        self._calls.discard(task)
        if not task.cancelled():
            task.exception()

    async def _call(self, session: Session, make: Callable[[], Request | None]) -> Message | None:
        self._waiting += 1
        try:
            async with self._turn:
                request = make()
                return None if request is None else await self._exchange(session, request)
        finally:
            self._waiting -= 1

    async def _exchange(self, session: Session, request: Request) -> Message | None:
        worker = await self._worker()
        try:
            async with asyncio.timeout(self._seconds):
                await self._reopen(worker, session)
                return await _ask(worker, request)
        except (ChannelClosed, TimeoutError):
            worker.close()
            self._lost()
            raise Unavailable(
                "The network took too long, or its worker was lost.", code="worker_lost"
            ) from None

    async def _reopen(self, worker: Worker, session: Session) -> None:
        """Open in this worker what the session had open in the one before."""
        if session.recipe is not None and session.generation != self._generation:
            await _ask(worker, {"type": "open", "session": session.number, "recipe": session.recipe})
            session.generation = self._generation

    async def _worker(self) -> Worker:
        if self._launch is None:
            raise Unavailable("The server is stopping.", code="stopping")
        self.revive()
        try:
            return await asyncio.shield(self._launch)
        except (OSError, ChannelClosed, TimeoutError):
            raise Unavailable("The worker for live answers does not start.", code="worker_lost") from None

    def _worker_of(self, launch: asyncio.Task[Worker] | None) -> Worker | None:
        if launch is None or not launch.done() or launch.cancelled() or launch.exception() is not None:
            return None
        return launch.result() if launch.result().alive else None

    def _lost(self) -> None:
        """The worker is gone: have another one made ready."""
        self._replace()

    def _replace(self) -> None:
        self._generation += 1
        self._launch = asyncio.create_task(self._started())

    async def _started(self) -> Worker:
        await asyncio.sleep(self._pause)
        self._pause = min(max(2 * self._pause, 0.1), MAX_PAUSE)
        worker = await spawn(self.target, "live", nice=self.nice, memory=self._memory)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.receive()
        except BaseException:
            worker.close()
            raise
        self._pause = 0.0
        return worker


async def _ask(worker: Worker, request: Request) -> Message | None:
    await worker.send(request)
    if isinstance(request, Mapping) and request["type"] == "close":
        return None
    answer = await worker.receive()
    if isinstance(answer, dict) and answer["type"] == "error":
        raise as_error(answer)
    return answer
