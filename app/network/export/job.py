"""A file to write, as a message for the worker that writes it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Weights:
    """Where a run's weights are, and what they were trained on."""

    run: str
    step: int
    path: str
    dataset: str
    data_dir: str
    """Where the converted data set lies."""
    classes: Sequence[str]
    mean: Sequence[float]
    std: Sequence[float]
    test_accuracy: float | None
    training: dict[str, Any]


@dataclass(frozen=True)
class ExportJob:
    """One file."""

    form: str
    network: dict[str, Any]
    target: str
    weights: Weights | None = None
    """None for a network alone: its weights are drawn by the seed 0."""
    recipe: dict[str, Any] | None = None
    """How a network that was edited by hand gets its weights, as `LiveModel.of_recipe` takes it; `weights` then says
    what the model was trained on that it was made from."""

    def message(self) -> dict[str, Any]:
        """For the channel."""
        return asdict(self)

    @classmethod
    def of(cls, message: dict[str, Any]) -> "ExportJob":
        """From the channel."""
        weights = message["weights"]
        return cls(**{**message, "weights": Weights(**weights) if weights else None})
