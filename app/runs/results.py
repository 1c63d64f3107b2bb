"""What a run has made: checkpoints, weights, and what they get right and wrong on the test images."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.datasets.registry import Library
from app.errors import Conflict, InvalidInput, NotFound
from app.findings import Findings, Job
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.network.task import task_of
from app.runs.describe import describe_checkpoint
from app.runs.files import RunFiles, noted, plain_weights
from app.runs.first import FirstCheckpoint
from app.runs.models import Calibration, CheckpointInfo, Confusion, Gradients, Mistakes
from app.runs.store import CheckpointRow, RunRow, Store

GRADIENT_PARAMS = 4_000_000
"""A gradient has a number for each parameter, and there are some of them to be kept at once."""


class Results:
    """Reads the store and the files; has others compute."""

    def __init__(
        self, store: Store, first: FirstCheckpoint, library: Library, data_dir: Path, findings: Findings
    ) -> None:
        self._store, self._first, self._library = store, first, library
        self._data_dir, self._findings = data_dir, findings

    async def checkpoints(self, run: str) -> Sequence[CheckpointInfo]:
        """Ascending by step. Raises NotFound."""
        return [describe_checkpoint(row) for row in await self._first.rows(run)]

    async def checkpoint(self, run: str, step: int | None = None) -> tuple[CheckpointRow, Path]:
        """The checkpoint of a step, or the newest, and its file. Raises NotFound."""
        rows = await self._first.rows(run)
        fitting = [row for row in rows if step is None or row.step == step]
        if not fitting:
            raise NotFound("There is no such checkpoint.")
        return fitting[-1], self._files(run).of(fitting[-1])

    async def weights(self, run: str, step: int | None = None) -> Path:
        """A safetensors file of the parameters and buffers by their names. Raises NotFound."""
        _, file = await self.checkpoint(run, step)
        return await asyncio.to_thread(plain_weights, file, self._files(run).derived(f"{file.stem}.weights"))

    async def confusion(self, run: str) -> Confusion:
        """Of the test images, by the newest checkpoint. Raises NotFound, Conflict as `_found`."""
        return Confusion.model_validate(await self._found(run, "answers"))

    async def mistakes(self, run: str) -> Mistakes:
        """The wrong test images, worst loss first, by the newest checkpoint. Raises NotFound, Conflict as `_found`."""
        return Mistakes.model_validate(await self._found(run, "answers"))

    async def calibration(self, run: str) -> Calibration:
        """Whether it is as sure as it may be, by the newest checkpoint. Raises NotFound, Conflict as `_found`."""
        return Calibration.model_validate(await self._found(run, "answers"))

    async def gradients(self, run: str, step: int | None = None) -> Gradients:
        """Of single images and mini-batches, at the newest checkpoint or at that of a step.

        Raises NotFound, InvalidInput (`gradients_too_large`) for too many parameters, Conflict as `_found`.
        """
        row = await self._store.row(run)
        params = analyze(NetworkSpec.model_validate(row.network)).total.params
        if params > GRADIENT_PARAMS:
            raise InvalidInput.of(
                "gradients_too_large",
                f"A gradient of this network has {params:,} numbers; at most {GRADIENT_PARAMS:,} are compared.",
                params=params,
                limit=GRADIENT_PARAMS,
            )
        return Gradients.model_validate(await self._found(run, "gradients", step))

    async def _found(self, run: str, finding: str, step: int | None = None) -> dict[str, Any]:
        """What a worker finds out from a checkpoint; asked for again, what it found then.

        Raises NotFound, and Conflict: `no_labels`, `dataset_gone`, `no_checkpoint`.
        """
        row = await self._store.row(run)
        self._check_labels(row)
        try:
            checkpoint, file = await self.checkpoint(run, step)
        except NotFound:
            if step is not None:
                raise
            raise Conflict("The run ended before its first checkpoint.", code="no_checkpoint") from None
        about = await asyncio.to_thread(noted, file)
        job = Job(
            question={"kind": finding, "step": checkpoint.step},
            network={"spec": row.network, "weights": str(file), "mean": about["mean"], "std": about["std"]},
            dataset=row.dataset,
            training=row.training,
            target=self._files(run).derived(f"{file.stem}.{finding}.json"),
        )
        return {"step": checkpoint.step, **await self._findings.found(job)}

    def _check_labels(self, row: RunRow) -> None:
        """Raise Conflict where there is nothing to get wrong: `no_labels`, `dataset_gone`."""
        if task_of(NetworkSpec.model_validate(row.network)) == "reconstruct":
            detail = "This network gives images back: there are no classes to mistake for one another."
            raise Conflict(detail, code="no_labels")
        try:
            self._library.info(row.dataset)
        except NotFound:
            raise Conflict("The data set of this run was deleted.", code="dataset_gone") from None

    def _files(self, run: str) -> RunFiles:
        return RunFiles.of_run(self._data_dir, run)
