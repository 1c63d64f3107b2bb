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
from torch import nn

from app.datasets.model import Dataset, SplitName
from app.engine.imitate import Teachers
from app.engine.recipe import Recipe
from app.engine.report import Report, report_on
from app.engine.session import Session, weights_of
from app.engine.train import train
from app.engine.zoo.card import card
from app.engine.zoo.model import Teaching, ZooModel
from app.engine.zoo.scaffold import scaffolded, without_scaffold
from app.errors import PlaygroundError
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.training.controls import LiveControls
from app.training.events import Diverged, Saved, TrainEvent

SPLITS: tuple[SplitName, SplitName] = ("test", "train")
MEASURED = 5000
"""Training images over which the batch norms of a network out of its scaffold take their statistics."""
Watch = Callable[[TrainEvent], None]


@dataclass(frozen=True)
class Made:
    """A trained model, in test mode, and how it came about."""

    model: ZooModel
    spec: NetworkSpec
    module: nn.Module
    session: Session
    report: Report
    train_accuracy: float
    """Of the training images as they are, without augmentation."""
    seconds: float

    def save(self, folder: Path) -> None:
        """Write `network.json`, `weights.safetensors`, `trained.json` and `card.md`."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = safetensors.torch.save(weights_of(self.module))
        facts = self._facts(hashlib.sha256(weights).hexdigest())
        (folder / "weights.safetensors").write_bytes(weights)
        (folder / "network.json").write_text(_pretty(self.spec.model_dump(mode="json", exclude_unset=True)))
        (folder / "trained.json").write_text(_pretty(facts))
        (folder / "card.md").write_text(card(self.model, facts, self.report, self.spec.normalize))

    def _facts(self, sha256: str) -> dict[str, Any]:
        dataset = self.session.dataset
        return {
            "title": self.model.title,
            "dataset": dataset.id,
            "classes": list(dataset.classes),
            "test_accuracy": self.report.accuracy,
            "test_loss": self.report.loss,
            "train_accuracy": self.train_accuracy,
            "sha256": sha256,
            "mean": list(dataset.mean),
            "std": list(dataset.std),
            "training": self.session.config.model_dump(mode="json"),
            "steps": self.session.steps,
            "seconds": round(self.seconds),
            "hardware": _hardware(self.session.recipe),
            "torch": str(torch.__version__),
        }


def make(model: ZooModel, dataset: Dataset, watch: Watch, checkpoint: Path | None = None) -> Made:
    """Train a model from scratch, its teachers first; the same bytes on the same machine.

    `checkpoint` is a file to keep a checkpoint in, and to go on from where it is there; those of the teachers lie
    beside it. Raises PlaygroundError (`diverged`) where the loss stops being a number.
    """
    spec = load_preset(model.preset).spec
    assert spec is not None
    data = model.prepare(dataset, model.config.seed)
    taught, teachers = _teachers(model.teaching, data, watch, checkpoint) if model.teaching else (0.0, None)
    trains = scaffolded(spec) if model.scaffold else spec
    session = Session(trains, model.config, data, _kept(checkpoint), distort=model.distort, teachers=teachers)
    seconds = taught + _run(session, watch, checkpoint)
    module = _finished(model, spec, session)
    found, learned = (report_on(module, spec, session.data(split), session.normalise) for split in SPLITS)
    return Made(model, spec, module, session, found, learned.accuracy, seconds)


def _teachers(
    teaching: Teaching, data: Dataset, watch: Watch, checkpoint: Path | None
) -> tuple[float, Teachers]:
    """How many seconds their training took, and the teachers."""
    networks, seconds = [], 0.0
    for number in range(teaching.count):
        config = teaching.config.model_copy(update={"seed": teaching.config.seed + number})
        own = checkpoint and checkpoint.with_name(f"{checkpoint.name}.teacher{number}")
        session = Session(teaching.network, config, data, _kept(own))
        seconds += _run(session, watch, own)
        networks.append(session.scored.eval().requires_grad_(False))
    return seconds, Teachers(networks, teaching.temperature)


def _kept(checkpoint: Path | None) -> Path | None:
    return checkpoint if checkpoint and checkpoint.exists() else None


def _run(session: Session, watch: Watch, checkpoint: Path | None) -> float:
    """Train to the end; gives how many seconds it takes, as if in one go."""
    start, before = time.perf_counter(), session.step
    for event in train(session, LiveControls()):
        watch(event)
        if checkpoint and isinstance(event, Saved) and event.lasting:
            session.save(checkpoint)
        if isinstance(event, Diverged):
            raise PlaygroundError(event.detail, code="diverged")
    session.synchronise()
    return (time.perf_counter() - start) * session.steps / max(session.steps - before, 1)


def _finished(model: ZooModel, spec: NetworkSpec, session: Session) -> nn.Module:
    """The trained network as the preset has it, in test mode."""
    module = session.module.eval()
    if not model.scaffold:
        return module
    return without_scaffold(spec, module, session.normalise(session.data("train").images[:MEASURED]))


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
