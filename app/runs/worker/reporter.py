"""The program of a disposable worker: what a checkpoint gets right and wrong, written as JSON."""

import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.datasets.registry import Library
from app.network.spec import NetworkSpec
from app.processes import Channel
from app.runs.worker.main import told
from app.training.config import TrainConfig


def main(channel: Channel) -> None:
    """Write one report."""
    job = channel.receive()
    assert isinstance(job, dict)
    told(channel, lambda: _report(channel, job))


def _report(channel: Channel, job: dict[str, Any]) -> None:
    import torch

    from app.engine.report import report

    torch.set_num_threads(1)
    dataset = Library(Path(job["data_dir"])).open(job["dataset"])
    config = TrainConfig.model_validate(job["training"])
    checkpoint, target = Path(job["checkpoint"]), Path(job["target"])
    found = report(NetworkSpec.model_validate(job["network"]), checkpoint, dataset, config.loss)
    body = {
        "step": int(checkpoint.name.partition("-")[0]),
        "classes": dataset.classes,
        "matrix": found.matrix,
        "total": found.wrong,
        "mistakes": [
            {**asdict(one), "loss": one.loss if math.isfinite(one.loss) else None} for one in found.mistakes
        ],
    }
    staged = target.with_suffix(f".{os.getpid()}")
    staged.write_text(json.dumps(body, allow_nan=False))
    staged.replace(target)
    channel.send({"type": "done"})
