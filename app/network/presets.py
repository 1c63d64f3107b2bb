"""The networks of `models/`: presets to load, and trained models to look into."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.errors import NotFound
from app.network.spec import NetworkSpec
from app.resources import resource


class Recipe(BaseModel):
    """How to train a preset's network on a data set so that it gets far quickly."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    dataset: str
    training: dict[str, Any]
    """The settings, as `POST /runs` takes them."""
    test_accuracy: float
    """What it reached on the test images with the worst of several seeds."""


class Preset(BaseModel):
    """A network of the lectures or the literature."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    title: str
    year: int
    """When it was published."""
    paper: str
    note: str
    """What is simplified, and what to look at."""
    trainable_here: bool
    """Small enough to train on a laptop."""
    recipes: list[Recipe] = []
    """Ways to train it that are known to go well, the best first."""
    spec: NetworkSpec | None = None
    """The network itself; left out of listings."""


@dataclass(frozen=True)
class TrainedModel:
    """A network with weights that were trained here; `mean`/`std` per channel, of pixels in 0…1."""

    ref: str
    title: str
    dataset: str
    classes: list[str]
    spec: NetworkSpec
    weights: Path
    sha256: str
    test_accuracy: float
    mean: list[float]
    std: list[float]


def read_spec(path: Path) -> NetworkSpec:
    """A NetworkSpec from a JSON file."""
    return NetworkSpec.model_validate_json(path.read_bytes())


def _folders(marker: str) -> list[Path]:
    return sorted(path.parent for path in resource("models").glob(f"*/{marker}"))


@cache
def _preset(folder: Path) -> Preset:
    facts: dict[str, Any] = json.loads((folder / "preset.json").read_text())
    return Preset(**facts, spec=read_spec(folder / "network.json"))


@cache
def _trained(folder: Path) -> TrainedModel:
    facts: dict[str, Any] = json.loads((folder / "trained.json").read_text())
    names = ("title", "dataset", "classes", "sha256", "test_accuracy", "mean", "std")
    known = {name: facts[name] for name in names}
    spec = read_spec(folder / "network.json")
    return TrainedModel(ref=folder.name, spec=spec, weights=folder / "weights.safetensors", **known)


def list_presets() -> list[Preset]:
    """Every preset, oldest first, without its network."""
    presets = [_preset(folder).model_copy(update={"spec": None}) for folder in _folders("preset.json")]
    return sorted(presets, key=lambda preset: (preset.year, preset.id))


def load_preset(preset_id: str) -> Preset:
    """One preset with its network; raises NotFound."""
    for folder in _folders("preset.json"):
        if folder.name == preset_id:
            return _preset(folder)
    raise NotFound("there is no preset of this id")


def preset_document(preset_id: str) -> dict[str, Any]:
    """The description of a preset's network as it was written, without what has a default."""
    document: dict[str, Any] = json.loads((resource("models") / preset_id / "network.json").read_text())
    return document


def list_models() -> list[TrainedModel]:
    """Every trained model of the zoo."""
    return [_trained(folder) for folder in _folders("trained.json")]


def load_model(ref: str) -> TrainedModel:
    """One trained model; raises NotFound."""
    for model in list_models():
        if model.ref == ref:
            return model
    raise NotFound("there is no trained model of this name")
