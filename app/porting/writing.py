"""The worker's side of an export. Loads torch through the engine: only the worker imports this module."""

import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.datasets.model import Split
from app.datasets.registry import Library
from app.network.export.job import ExportJob, Weights
from app.network.export.names import file_name
from app.network.export.notebook import Images, Lesson
from app.network.export.pytorch import Statistics
from app.network.spec import NetworkSpec
from app.network.summary import analyze

if TYPE_CHECKING:
    from torch import nn

MOST_TRAIN, MOST_TEST, LEAST = 4000, 500, 32
"""Images in a notebook."""
MOST_BYTES = 16_000_000
"""Of their pixels, before compression."""
MOST_MACS = 200_000_000_000
"""Multiply-accumulates of its epoch: some twenty seconds of one processor core."""


def write(job: ExportJob) -> float:
    """Write the file whole or not at all; gives the largest difference to the network's own output.

    Raises ExportMismatch, NotInstalled, CorruptCheckpoint.
    """
    spec = NetworkSpec.model_validate_json(json.dumps(job.network))
    content, difference = _content(job, spec)
    target = Path(job.target)
    staged = target.with_suffix(f".{os.getpid()}")
    staged.write_bytes(content)
    staged.replace(target)
    return difference


def _content(job: ExportJob, spec: NetworkSpec) -> tuple[bytes, float]:
    from app.engine import export

    weights = job.weights
    statistics = Statistics(weights.mean, weights.std) if weights else None
    if job.form == "pytorch" and weights is None and job.recipe is None:
        written, difference = export.written_and_tried(spec, export.untrained(spec))
        return written.text.encode(), difference
    module = _module(spec, job)
    match job.form:
        case "pytorch":
            written, difference = export.written_and_tried(spec, module, statistics)
            return written.text.encode(), difference
        case "onnx":
            return export.onnx_and_tried(spec, module, facts(spec, weights))
        case "safetensors":
            return export.weights_file(spec, module, {**facts(spec, weights), "format": "pt"})
        case "notebook":
            assert weights is not None
            assert statistics is not None
            raw, _ = export.weights_file(spec, module, facts(spec, weights))
            text, difference = export.notebook_and_tried(
                spec, module, _lesson(spec, weights, raw), statistics
            )
            return text.encode(), difference
    raise ValueError(job.form)


def _module(spec: NetworkSpec, job: ExportJob) -> "nn.Module":
    from app.engine import export
    from app.engine.checkpoint import read_weights
    from app.engine.live import LiveModel

    if job.recipe is not None:
        return LiveModel.of_recipe(job.recipe).module
    if job.weights is None:
        return export.fresh(spec)
    return export.trained(spec, read_weights(Path(job.weights.path)))


def facts(spec: NetworkSpec, weights: Weights | None) -> dict[str, str]:
    """What a file of tensors says about itself, as texts."""
    network = json.dumps(spec.model_dump(mode="json", exclude_unset=True))
    own: dict[str, Any] = {"name": spec.name, "normalize": spec.normalize, "size_rule": spec.size_rule}
    own["network"] = network
    if weights is None:
        return own
    more = {
        "run": weights.run,
        "step": weights.step,
        "dataset": weights.dataset,
        "classes": list(weights.classes),
        "mean": list(weights.mean),
        "std": list(weights.std),
        "test_accuracy": weights.test_accuracy,
    }
    return own | {key: value if isinstance(value, str) else json.dumps(value) for key, value in more.items()}


def _lesson(spec: NetworkSpec, weights: Weights, raw: bytes) -> Lesson:
    """What a notebook is made of."""
    dataset = Library(Path(weights.data_dir)).open(weights.dataset)
    image = math.prod(spec.input.shape)
    work = max(3 * analyze(spec).total.macs, 1)
    most = min(MOST_TRAIN, MOST_BYTES // image, MOST_MACS // work)
    return Lesson(
        title=spec.name or weights.run,
        dataset=weights.dataset,
        classes=weights.classes,
        training=weights.training,
        test_accuracy=weights.test_accuracy,
        train=_sample(dataset.splits["train"], max(most, LEAST)),
        test=_sample(dataset.splits["test"], min(MOST_TEST, max(most // 4, LEAST))),
        weights=raw,
        weights_name=f"{file_name(spec)}.safetensors",
    )


def _sample(split: Split, most: int) -> Images:
    """At most so many images, spread evenly over the split."""
    count = min(most, len(split))
    chosen = np.linspace(0, len(split) - 1, count, dtype=np.int64)
    return Images(split.images[chosen].tobytes(), split.labels[chosen].tobytes(), count, len(split))
