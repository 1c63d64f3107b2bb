"""Make a model of the zoo: train it, measure it, write its folder."""

import hashlib
import json
import platform
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
from app.engine.zoo.card import card
from app.engine.zoo.finetune import finetune
from app.engine.zoo.model import Finetuning, Teaching, ZooModel
from app.engine.zoo.runs import Runs, Watch, seeded
from app.engine.zoo.scaffold import scaffolded, without_scaffold
from app.network.presets import load_preset
from app.network.spec import NetworkSpec

SPLITS: tuple[SplitName, SplitName] = ("test", "train")
MEASURED = 5000
"""Training images over which the batch norms of a network out of its scaffold take their statistics."""


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
            "finetuning": _finetuning_facts(self.model.finetuning),
            "steps": self.session.steps,
            "seconds": round(self.seconds),
            "hardware": _hardware(self.session.recipe),
            "torch": str(torch.__version__),
        }


def _finetuning_facts(finetuning: Finetuning | None) -> dict[str, Any] | None:
    if finetuning is None:
        return None
    return {
        "training": finetuning.config.model_dump(mode="json", exclude={"seed"}),
        "seeds": [*finetuning.seeds],
    }


def make(model: ZooModel, dataset: Dataset, watch: Watch, checkpoint: Path | None = None) -> Made:
    """Train a model from scratch, its teachers first, and fine-tune it; the same bytes on the same machine.

    `checkpoint` is a file to keep a checkpoint in, and to go on from where it is there; those of the teachers and
    of the fine-tuning lie beside it. Raises PlaygroundError (`diverged`) where the loss stops being a number.
    """
    spec = load_preset(model.preset).spec
    assert spec is not None
    runs = Runs(model.prepare(dataset, model.config.seed), watch, checkpoint)
    teachers = _teachers(model.teaching, runs) if model.teaching else None
    trains = scaffolded(spec) if model.scaffold else spec
    session = runs.run(trains, model.config, distort=model.distort, teachers=teachers)
    module = _finished(model, spec, session)
    if model.finetuning:
        finetune(model.finetuning, spec, module, runs)
    found, learned = (report_on(module, spec, session.data(split), session.normalise) for split in SPLITS)
    return Made(model, spec, module, session, found, learned.accuracy, runs.seconds)


def _teachers(teaching: Teaching, runs: Runs) -> Teachers:
    sessions = [
        runs.run(teaching.network, seeded(teaching.config, teaching.config.seed + number), f"teacher{number}")
        for number in range(teaching.count)
    ]
    networks = [session.scored.eval().requires_grad_(False) for session in sessions]
    return Teachers(networks, teaching.temperature)


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
