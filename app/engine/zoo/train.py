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

from app.datasets.model import Dataset
from app.engine.report import Report, report_on
from app.engine.session import Session
from app.engine.train import train
from app.engine.zoo.card import card
from app.engine.zoo.digits import CONFIG, with_redrawn_digits
from app.engine.zoo.pen import vary_width
from app.errors import PlaygroundError
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from app.training.events import Diverged, TrainEvent

Watch = Callable[[TrainEvent], None]


@dataclass(frozen=True)
class Made:
    """A trained model and how it came about."""

    ref: str
    title: str
    spec: NetworkSpec
    dataset: Dataset
    config: TrainConfig
    session: Session
    report: Report
    seconds: float

    def save(self, folder: Path) -> None:
        """Write `network.json`, `weights.safetensors`, `trained.json` and `card.md`."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = safetensors.torch.save(self.session.weights())
        (folder / "weights.safetensors").write_bytes(weights)
        (folder / "network.json").write_text(_pretty(self.spec.model_dump(mode="json", exclude_unset=True)))
        (folder / "trained.json").write_text(_pretty(self._facts(hashlib.sha256(weights).hexdigest())))
        (folder / "card.md").write_text(card(self.title, self._facts(""), self.report))

    def _facts(self, sha256: str) -> dict[str, Any]:
        return {
            "title": self.title,
            "dataset": self.dataset.id,
            "classes": list(self.dataset.classes),
            "test_accuracy": self.report.accuracy,
            "test_loss": self.report.loss,
            "sha256": sha256,
            "mean": list(self.dataset.mean),
            "std": list(self.dataset.std),
            "training": self.config.model_dump(mode="json"),
            "steps": self.session.steps,
            "seconds": round(self.seconds),
            "hardware": f"{_processor()}, {self.session.recipe.threads} thread",
            "torch": str(torch.__version__),
        }


def lenet5_mnist(mnist: Dataset, watch: Watch) -> Made:
    """Train `lenet5-mnist` from scratch; the same bytes on the same machine. Raises where it diverges."""
    spec = load_preset("lenet5").spec
    assert spec is not None
    start = time.perf_counter()
    session = Session(spec, CONFIG, with_redrawn_digits(mnist, CONFIG.seed), distort=vary_width)
    for event in train(session, LiveControls()):
        watch(event)
        if isinstance(event, Diverged):
            raise PlaygroundError(event.detail, code="diverged")
    session.module.eval()
    found = report_on(session.module, spec, session.data("test"), session.normalise)
    title = "LeNet-5, digits"
    return Made("lenet5-mnist", title, spec, mnist, CONFIG, session, found, time.perf_counter() - start)


ZOO: dict[str, tuple[str, Callable[[Dataset, Watch], Made]]] = {"lenet5-mnist": ("mnist", lenet5_mnist)}
"""Models that can be made: the data set each needs, and its recipe."""


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
