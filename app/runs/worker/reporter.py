"""The program of a disposable worker: what follows from a checkpoint, written as JSON."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.datasets.model import Dataset
from app.datasets.registry import Library
from app.network.spec import NetworkSpec
from app.processes import Channel
from app.runs.worker.main import told
from app.training.config import TrainConfig

Finding = Callable[[NetworkSpec, Path, Dataset, TrainConfig], dict[str, Any]]
"""From a network, a checkpoint, the data and the settings of a run to the body of an answer."""


def main(channel: Channel) -> None:
    """Answer one job: `answers` or `gradients`."""
    job = channel.receive()
    assert isinstance(job, dict)
    told(channel, lambda: _answer(channel, job))


def _answer(channel: Channel, job: dict[str, Any]) -> None:
    import torch

    torch.set_num_threads(1)
    dataset = Library(Path(job["data_dir"])).open(job["dataset"])
    config = TrainConfig.model_validate(job["training"])
    checkpoint, target = Path(job["checkpoint"]), Path(job["target"])
    body = FINDINGS[job["finding"]](NetworkSpec.model_validate(job["network"]), checkpoint, dataset, config)
    staged = target.with_suffix(f".{os.getpid()}")
    staged.write_text(json.dumps({"step": _step(checkpoint), **body}, allow_nan=False))
    staged.replace(target)
    channel.send({"type": "done"})


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.partition("-")[0])


def _report(spec: NetworkSpec, checkpoint: Path, dataset: Dataset, config: TrainConfig) -> dict[str, Any]:
    """The body of `app.runs.models.Confusion`, of `Mistakes` and of `Calibration`."""
    from app.engine.report import report

    found = report(spec, checkpoint, dataset, config.loss)
    return {
        "classes": dataset.classes,
        "matrix": found.matrix,
        "total": found.wrong,
        **found.calibration.model_dump(),
        "mistakes": [one.model_dump() for one in found.mistakes],
    }


def _gradients(spec: NetworkSpec, checkpoint: Path, dataset: Dataset, config: TrainConfig) -> dict[str, Any]:
    """The body of `app.runs.models.Gradients`."""
    from app.engine.fan import fan

    found = fan(spec, checkpoint, dataset, config, _step(checkpoint))
    return {"batch_size": config.batch_size, **asdict(found)}


FINDINGS: dict[str, Finding] = {"answers": _report, "gradients": _gradients}
