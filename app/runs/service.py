"""Runs as the web sees them: one call per thing that can be done. Everything acknowledged is committed."""

import asyncio
import contextlib
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, select

from app.datasets.registry import Library
from app.errors import Conflict, NotFound, TooMany, Unavailable
from app.findings import Findings
from app.network.export.job import Weights
from app.network.presets import load_model
from app.network.spec import NetworkSpec
from app.network.validate import validate
from app.preflight.nudges import check_nudges
from app.preflight.painted import check_painted
from app.processes import ChannelClosed
from app.runs.beginning import fit
from app.runs.describe import describe
from app.runs.files import RunFiles, noted
from app.runs.first import FirstCheckpoint
from app.runs.hub import Hub
from app.runs.limits import RunLimits
from app.runs.models import Branch, Change, CreateRun, Run
from app.runs.pool import WarmPool
from app.runs.preflight import Plan, no_device, plan
from app.runs.presence import Presence
from app.runs.results import Results
from app.runs.saved import SavedNetworks
from app.runs.scheduler import Scheduler
from app.runs.states import TERMINAL
from app.runs.store import Database, Event, RunRow, Store
from app.runs.store.tables import now
from app.runs.watch import Watch
from app.training.config import TrainConfig

WORKER = "app.runs.worker.main:main"
PAUSE_SECONDS = 1.0
"""How long `pause` waits for the worker to stand before it answers."""
REFERENCE = re.compile(r"run:(?P<run>[A-Za-z0-9_-]+)(@(?P<step>[0-9]+))?")
MAX_EVENTS = 10_000
"""Events given at once."""


@dataclass(frozen=True)
class Resolved:
    """What a reference to a run means: a network with weights, and how its pixels are normalised."""

    spec: NetworkSpec
    weights: Path
    dataset: str
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    step: int
    test_accuracy: float | None


class RunService:
    """Every run of one data directory. Several services may share it: each run has one driver at a time."""

    def __init__(self, data_dir: Path, library: Library, limits: RunLimits | None = None) -> None:
        self.limits = limits or RunLimits()
        self._data_dir, self._library = data_dir, library
        self._database = Database(data_dir / "playground.db")
        self._hub = Hub()
        self._store = Store(self._database, self._hub.publish)
        self._pool = WarmPool(WORKER, nice=self.limits.nice, memory=self.limits.worker_memory)
        self._presence = Presence(self._database, self.limits.lease_seconds)
        self._scheduler = Scheduler(self._store, self._hub, self._pool, self._presence, self.limits, data_dir)
        first = FirstCheckpoint(self._store, self._hub, self._scheduler, self.limits)
        self.findings = Findings(data_dir, self.limits.nice, self.limits.worker_memory)
        self.results = Results(self._store, first, library, data_dir, self.findings)
        self.saved = SavedNetworks(self._database)

    async def start(self) -> None:
        """Open the store and go on with what was running. Raises StoreTooNew, StorageFull."""
        await self._database.open()
        await self._presence.start()
        self._pool.warm()
        self._scheduler.start()

    async def stop(self) -> None:
        """Let every run go at a checkpoint; the next start goes on with them."""
        await self.findings.stop()
        await self._scheduler.stop()
        await self._pool.stop()
        await self._presence.stop()
        await self._database.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Self]:
        """Open the store to look at what is there, beside a server or without one; nothing is run."""
        await self._database.open()
        try:
            yield self
        finally:
            await self._database.close()

    # Runs.

    async def create(self, asked: CreateRun) -> Run:
        """A new run, in the queue or paused before its first step.

        Raises InvalidInput, InvalidNetwork, NotFound, Conflict (`dataset_not_ready`), TooMany, StorageFull.
        """
        await self._check_room()
        dataset = self._library.info(asked.dataset)
        ready = plan(asked.network, dataset, asked.training, self.limits)
        await self._check_device(asked.training)
        await asyncio.to_thread(self._library.prepare, asked.dataset)
        row = _row(ready, asked.dataset, asked.name)
        if asked.weights_from or asked.painted or asked.nudges:
            await self._begin_with(row, asked, ready)
        if asked.start == "paused":
            row.state, row.hold_at = "paused", 0
        await self._store.insert(row)
        if asked.start == "paused":
            await self._prepare(row.id)
        self._scheduler.kick()
        return describe(row)

    async def _begin_with(self, row: RunRow, asked: CreateRun, ready: Plan) -> None:
        """Give the run another network's weights and filters set by hand. Raises NotFound, InvalidInput."""
        check_painted(asked.painted, ready.summary, "/painted")
        check_nudges(asked.nudges, ready.network, ready.summary, "/nudges")
        by_hand = [(one.path, one.channel, one.weight, one.bias) for one in asked.painted]
        row.begins_with = {"weights_from": None, "copied": [], "fresh": [], "painted": by_hand}
        row.begins_with["nudges"] = [(one.image, one.target, one.lr) for one in asked.nudges]
        row.begins_with["by_hand"] = sorted({one.path for one in asked.painted})
        if asked.weights_from:
            await self._take_weights(row, asked.weights_from, asked.weights_map, ready)

    async def _take_weights(self, row: RunRow, ref: str, names: dict[str, str] | None, ready: Plan) -> None:
        file = (await self.resolve(ref)).weights if ref.startswith("run:") else load_model(ref).weights
        found = await asyncio.to_thread(fit, file, ready.summary.nodes, names)
        known = row.begins_with or {}
        row.begins_with = {**known, **asdict(found), "weights_from": ref, "weights_map": names}
        await asyncio.to_thread(self._files(row.id).adopt_weights, file)

    async def _prepare(self, run: str) -> None:
        """Have the worker of a paused run made ready, so that its first step comes at once."""
        if len(self._scheduler.held()) < self.limits.held:
            await self._scheduler.take(run)

    async def _check_room(self) -> None:
        async with self._database.reading() as session:
            waiting = await session.scalar(select(func.count()).where(RunRow.state == "queued"))
        if (waiting or 0) >= self.limits.queued:
            raise TooMany.of("queue_full", "Too many runs are waiting already.", maximum=self.limits.queued)

    async def _check_device(self, training: TrainConfig) -> None:
        """Raise InvalidInput (`no_device`) for a device that the workers have not found."""
        if training.device not in ("auto", "cpu"):
            try:
                present = (await self._pool.facts())["devices"]
            except (ChannelClosed, OSError):
                raise Unavailable("The workers for training do not start.", code="worker_lost") from None
            if training.device not in present:
                raise no_device(training.device)

    async def check_unused(self, dataset: str) -> None:
        """Raise Conflict (`dataset_in_use`) while a run that is not over trains on the data set."""
        async with self._database.reading() as session:
            needed = (RunRow.dataset == dataset) & RunRow.state.not_in(TERMINAL)
            count = await session.scalar(select(func.count()).where(needed)) or 0
        if count:
            detail = f"{count} runs still need this data set: cancel them, or wait until they are over."
            raise Conflict.of("dataset_in_use", detail, count=count)

    async def get(self, run: str) -> Run:
        """One run. Raises NotFound."""
        return describe(await self._store.row(run))

    async def list(self, limit: int = 100, before: str | None = None) -> Sequence[Run]:
        """The newest runs first; `before` is the id of the last one already known. Raises NotFound."""
        return [describe(row) for row in await self._store.rows(limit, before)]

    async def events(self, run: str, after: int = -1, limit: int = 1000) -> Sequence[Event]:
        """The log after `after`, at most 10,000 entries. Raises NotFound."""
        return await self._store.events(run, after, min(limit, MAX_EVENTS))

    def watch(self, run: str, after: int = -1) -> Watch:
        """The log after `after`, then live, and frames. Entering it raises NotFound."""
        return Watch(self._store, self._hub, run, after, self.limits.viewer_seconds)

    # What is wanted of them. Repeated calls are harmless; so are all on a run that is over.

    async def pause(self, run: str) -> Run:
        """Stop after the present block of steps."""
        async with self._store.edit(run) as editing:
            row = editing.row
            if row.state in ("queued", "running"):
                row.hold_at = 0
            if row.state == "queued":
                editing.move("pause")
        await self._follow(run)
        driver = self._scheduler.drivers.get(run)
        if driver and row.state == "running":
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_SECONDS):
                    await driver.standing.wait()
        return await self.get(run)

    async def resume(self, run: str) -> Run:
        """Go on, as soon as there is a place."""
        async with self._store.edit(run) as editing:
            row = editing.row
            if row.state not in TERMINAL:
                row.hold_at = None
            if row.state == "paused":
                row.queued_at = now()
                editing.move("resume")
        await self._follow(run)
        return await self.get(run)

    async def step(self, run: str, steps: int = 1) -> Run:
        """Take some steps, then pause again. Raises Conflict unless the run is paused, or stepping."""
        async with self._store.edit(run) as editing:
            row = editing.row
            stepping = (
                row.state in ("queued", "running") and row.hold_at is not None and row.hold_at > row.step
            )
            if row.state == "paused":
                row.hold_at, row.queued_at = row.step + steps, now()
                editing.move("resume")
            elif stepping:
                row.hold_at = (row.hold_at or 0) + steps
            else:
                raise Conflict(
                    f"Only a paused run can be stepped; this one is {row.state}.", code="not_paused"
                )
        await self._follow(run)
        return await self.get(run)

    async def patch(self, run: str, change: Change) -> Run:
        """Change the learning rate, the pace, the name or the note, whether it goes on or is over."""
        async with self._store.edit(run) as editing:
            for name in change.model_fields_set:
                value = getattr(change, name)
                if value is not None or name == "pace":
                    setattr(editing.row, name, value)
        await self._follow(run)
        return await self.get(run)

    async def cancel(self, run: str) -> Run:
        """End it for good; once this returns it can no longer finish."""
        async with self._store.edit(run) as editing:
            if editing.row.state not in TERMINAL:
                editing.move("cancel")
                editing.release()
        self._abandon(run)
        return await self.get(run)

    async def delete(self, run: str) -> None:
        """Cancel it, and remove it with everything it has made. Raises NotFound."""
        await self.cancel(run)
        await self._store.delete(run)
        self._hub.deleted(run)
        await asyncio.to_thread(self._files(run).delete)

    def _abandon(self, run: str) -> None:
        driver = self._scheduler.drivers.get(run)
        if driver:
            driver.abandon()

    async def _follow(self, run: str) -> None:
        """Let whoever drives the run know that something else is wanted of it."""
        driver = self._scheduler.drivers.get(run)
        if driver:
            await driver.follow()
        self._scheduler.kick()

    # What they have made: `results`, and what others take from them.

    async def takeaway(self, run: str, step: int | None = None) -> tuple[NetworkSpec, Weights]:
        """The network of a run and where a checkpoint lies, the newest or that of a step. Raises NotFound."""
        ref = f"run:{run}" if step is None else f"run:{run}@{step}"
        found, row = await self.resolve(ref), await self._store.row(run)
        weights = Weights(
            run=run,
            step=found.step,
            path=str(found.weights),
            dataset=found.dataset,
            data_dir=str(self._data_dir),
            classes=found.classes,
            mean=found.mean,
            std=found.std,
            test_accuracy=found.test_accuracy,
            training=row.training,
        )
        return found.spec, weights

    def derived(self, run: str, name: str) -> Path:
        """A place for a file that can be made again, gone with the run."""
        return self._files(run).derived(name)

    async def resolve(self, ref: str) -> Resolved:
        """What `run:ID` (its newest checkpoint) or `run:ID@STEP` stands for. Raises NotFound."""
        match = REFERENCE.fullmatch(ref)
        if match is None:
            raise NotFound("There is no such run.")
        row = await self._store.row(match["run"])
        checkpoint, file = await self.results.checkpoint(
            row.id, int(match["step"]) if match["step"] else None
        )
        about = await asyncio.to_thread(noted, file)  # its data set may have been deleted
        return Resolved(
            spec=NetworkSpec.model_validate(row.network),
            weights=file,
            dataset=row.dataset,
            classes=tuple(about["classes"]),
            mean=tuple(about["mean"]),
            std=tuple(about["std"]),
            step=checkpoint.step,
            test_accuracy=checkpoint.test_accuracy,
        )

    async def branch(self, run: str, asked: Branch) -> Run:
        """A new run that goes on from a checkpoint of this one. Raises NotFound where there is none."""
        parent = await self._store.row(run)
        checkpoint, file = await self.results.checkpoint(run, asked.step)
        network = asked.network or NetworkSpec.model_validate(parent.network)
        training = merged(TrainConfig.model_validate(parent.training), asked.training or {})
        await self._check_room()
        row = _row(plan(network, self._library.info(parent.dataset), training, self.limits), parent.dataset)
        await self._check_device(training)
        row.parent_run, row.parent_step = run, asked.step
        row.step, row.epoch = checkpoint.step, checkpoint.epoch
        try:
            await asyncio.to_thread(self._files(row.id).adopt_origin, file)
        except FileNotFoundError:
            raise NotFound("That checkpoint is gone.") from None
        await self._store.insert(row)
        self._scheduler.kick()
        return describe(row)

    def _files(self, run: str) -> RunFiles:
        return RunFiles.of_run(self._data_dir, run)


def merged(training: TrainConfig, changes: dict[str, Any]) -> TrainConfig:
    """Settings with some changed. Raises InvalidInput."""
    return validate(TrainConfig, {**training.model_dump(mode="json"), **changes}, "/training")


def _row(ready: Plan, dataset: str, name: str | None = None) -> RunRow:
    moment = now()
    return RunRow(
        id=secrets.token_hex(6),
        name=name or ready.network.name,
        note="",
        state="queued",
        created_at=moment,
        queued_at=moment,
        network=ready.network.model_dump(mode="json"),
        dataset=dataset,
        training=ready.training.model_dump(mode="json"),
        pace=ready.training.pace,
        steps=ready.steps,
        epochs=ready.epochs,
        next_seq=0,
        attempt=0,
        losses=0,
        clean=False,
        seconds=0.0,
        step=0,
        epoch=0.0,
        fence=0,
    )
