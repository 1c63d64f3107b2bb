"""Make a model of the zoo: train it, measure it, write its folder."""

import hashlib
import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch

from app.datasets.model import Dataset, SplitName
from app.engine.recipe import Recipe
from app.engine.report import Report, report_on
from app.engine.session import Session
from app.engine.train import train
from app.engine.zoo.card import card
from app.engine.zoo.model import ZooModel
from app.errors import PlaygroundError
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.training.controls import LiveControls
from app.training.events import Diverged, Saved, TrainEvent

SPLITS: tuple[SplitName, SplitName] = ("test", "train")
Watch = Callable[[TrainEvent], None]


@dataclass(frozen=True)
class Made:
    """A trained model and how it came about."""

    model: ZooModel
    spec: NetworkSpec
    dataset: Dataset
    session: Session
    report: Report
    train_accuracy: float
    """Of the training images as they are, without augmentation."""
    seconds: float

    def save(self, folder: Path) -> None:
        """Write `network.json`, `weights.safetensors`, `trained.json` and `card.md`."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = safetensors.torch.save(self.session.weights())
        facts = self._facts(hashlib.sha256(weights).hexdigest())
        (folder / "weights.safetensors").write_bytes(weights)
        (folder / "network.json").write_text(_pretty(self.spec.model_dump(mode="json", exclude_unset=True)))
        (folder / "trained.json").write_text(_pretty(facts))
        (folder / "card.md").write_text(card(self.model, facts, self.report, self.spec.normalize))

    def _facts(self, sha256: str) -> dict[str, Any]:
        return {
            "title": self.model.title,
            "dataset": self.dataset.id,
            "classes": list(self.dataset.classes),
            "test_accuracy": self.report.accuracy,
            "test_loss": self.report.loss,
            "train_accuracy": self.train_accuracy,
            "sha256": sha256,
            "mean": list(self.dataset.mean),
            "std": list(self.dataset.std),
            "training": self.session.config.model_dump(mode="json"),
            "steps": self.session.steps,
            "seconds": round(self.seconds),
            "hardware": _hardware(self.session.recipe),
            "torch": str(torch.__version__),
        }


def make(model: ZooModel, dataset: Dataset, watch: Watch, checkpoint: Path | None = None) -> Made:
    """Train a model from scratch; the same bytes on the same machine.

    `checkpoint` is a file to keep a checkpoint in, and to go on from where it is there. Raises PlaygroundError
    (`diverged`) where the loss stops being a number.
    """
    spec = load_preset(model.preset).spec
    assert spec is not None
    start = time.perf_counter()
    kept = checkpoint if checkpoint and checkpoint.exists() else None
    data = model.prepare(dataset, model.config.seed)
    session = Session(spec, model.config, data, kept, distort=model.distort)
    before = session.step
    for event in train(session, LiveControls()):
        watch(event)
        if checkpoint and isinstance(event, Saved) and event.lasting:
            session.save(checkpoint)
        if isinstance(event, Diverged):
            raise PlaygroundError(event.detail, code="diverged")
    session.module.eval()
    found, learned = (
        report_on(session.module, spec, session.data(split), session.normalise) for split in SPLITS
    )
    steps_done = max(session.steps - before, 1)
    seconds = (time.perf_counter() - start) * session.steps / steps_done  # as if in one go
    return Made(model, spec, dataset, session, found, learned.accuracy, seconds)


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _hardware(recipe: Recipe) -> str:
    if recipe.device == "cuda":
        return torch.cuda.get_device_name()
    return f"{_processor()}, {recipe.threads} thread{'s' if recipe.threads > 1 else ''}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
