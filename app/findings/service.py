"""Finding out: one disposable worker at a time; what was found is kept in a file and not computed again."""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import PlaygroundError, TooMany
from app.processes import ChannelClosed, spawn
from app.processes.errors import as_error

WORKER = "app.findings.worker:main"
MAX_WAITING = 32
MAX_KEPT = 256
"""Files in the folder of its own; the oldest go."""
SECONDS = 300.0
"""The longest that one may take."""
QUICK_SECONDS = 0.2
"""Most are found within so long: with the first call."""


@dataclass(frozen=True)
class Job:
    """What is to be found out, all that the worker needs for it, and where to write it.

    `network` is what `LiveModel.of_recipe` builds; `question` says the kind and its settings.
    """

    question: dict[str, Any]
    network: dict[str, Any]
    dataset: str
    training: dict[str, Any] | None
    target: Path


@dataclass(eq=False)
class _Work:
    task: "asyncio.Task[None]"
    progress: float = 0.0


class Findings:
    """Answers jobs in the order in which they came. Jobs of one target are one."""

    def __init__(self, data_dir: Path, nice: int = 10, memory: int | None = None) -> None:
        self._data_dir, self._nice, self._memory = data_dir, nice, memory
        self._turn = asyncio.Lock()
        self._works: dict[Path, _Work] = {}

    def place(self, name: str) -> Path:
        """A file in the folder of its own, for what belongs to no run."""
        return self._data_dir / "findings" / f"{name}.json"

    async def stop(self) -> None:
        """End what is under way."""
        works = list(self._works.values())
        for work in works:
            work.task.cancel()
        for work in works:
            with contextlib.suppress(asyncio.CancelledError, PlaygroundError):
                await work.task

    async def found(self, job: Job) -> dict[str, Any]:
        """The finding, however long it takes.

        Raises TooMany, and what the worker answers as an error, such as PlaygroundError (`worker_lost`).
        """
        if not job.target.exists():
            await asyncio.shield(self._begin(job).task)
        return await asyncio.to_thread(_read, job.target)

    async def look(self, job: Job) -> tuple[float, int, dict[str, Any] | None]:
        """Begin it where it is not under way: its progress 0…1, how many are before it, and what was found.

        Raises as `found`; asked again after a failure, it is tried again.
        """
        if job.target.exists():
            return 1.0, 0, await asyncio.to_thread(_read, job.target)
        work = self._begin(job)
        await asyncio.wait([work.task], timeout=QUICK_SECONDS)
        if not work.task.done():
            return work.progress, list(self._works.values()).index(work), None
        await work.task
        return 1.0, 0, await asyncio.to_thread(_read, job.target)

    def _begin(self, job: Job) -> _Work:
        if job.target in self._works:
            return self._works[job.target]
        if len(self._works) >= MAX_WAITING:
            raise TooMany("Too much is being found out at once; try again in a moment.")
        work = self._works[job.target] = _Work(asyncio.create_task(self._compute(job)))
        work.task.add_done_callback(lambda task: self._forget(job.target, task))
        return work

    def _forget(self, target: Path, task: "asyncio.Task[None]") -> None:
        self._works.pop(target, None)
        if not task.cancelled():
            task.exception()

    async def _compute(self, job: Job) -> None:
        """Have a worker write what it finds."""
        async with self._turn:
            job.target.parent.mkdir(parents=True, exist_ok=True)
            kind = job.question["kind"]
            worker = await spawn(WORKER, kind, nice=self._nice, memory=self._memory)
            try:
                async with asyncio.timeout(SECONDS):
                    await worker.send(self._message(job))
                    await self._follow(job.target, worker)
            except (ChannelClosed, TimeoutError) as error:
                raise PlaygroundError("The worker was lost.", code="worker_lost") from error
            finally:
                worker.close()
        await asyncio.to_thread(self._tidy)

    def _message(self, job: Job) -> dict[str, Any]:
        return {
            "question": job.question,
            "network": job.network,
            "dataset": job.dataset,
            "training": job.training,
            "data_dir": str(self._data_dir),
            "target": str(job.target),
        }

    async def _follow(self, target: Path, worker: Any) -> None:
        while True:
            answer = await worker.receive()
            if answer["type"] == "done":
                return
            if answer["type"] == "error":
                raise as_error(answer)
            self._works[target].progress = answer["share"]

    def _tidy(self) -> None:
        """Let the oldest go."""
        files = sorted(self.place("*").parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[:-MAX_KEPT]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found
