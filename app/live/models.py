"""From the name of a network in a request to what the worker needs to build it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import InvalidNetwork
from app.network.presets import load_model
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.preflight.nudges import check_nudges
from app.preflight.painted import check_painted
from app.protocol.model import Model, NetworkModel

LIVE_PARAMS = 20_000_000
LIVE_MACS = 5_000_000_000
"""About two seconds of one processor."""
LIVE_BYTES = 256_000_000
"""Of activations."""


@dataclass(frozen=True)
class Trained:
    """A network with weights, wherever they come from. `mean`/`std` per channel, of pixels in 0…1."""

    ref: str
    spec: NetworkSpec
    weights: Path
    classes: list[str]
    dataset: str
    mean: list[float]
    std: list[float]


@dataclass(frozen=True)
class Resolved:
    """A network to look into; `recipe` is what the worker builds it from."""

    ref: str | None
    spec: NetworkSpec
    summary: NetworkSummary
    classes: list[str]
    dataset: str | None
    mean: list[float] | None
    std: list[float] | None
    recipe: dict[str, Any]

    @property
    def is_large(self) -> bool:
        """Whether it would keep other drawings waiting: such networks have workers of their own."""
        total = self.summary.total
        return total.params > LIVE_PARAMS or total.macs > LIVE_MACS or total.activation_bytes > LIVE_BYTES


RunResolver = Callable[[str], Awaitable[Trained]]
"""Finds `run:ID[@STEP]`; raises `NotFound`."""


class Models:
    """Finds the networks that requests name."""

    def __init__(self, resolve_run: RunResolver) -> None:
        self._resolve_run = resolve_run

    async def resolve(self, model: Model) -> Resolved:
        """What `model` stands for.

        Raises `NotFound`, and `InvalidNetwork` with pointers below `/model/network`.
        """
        if isinstance(model, NetworkModel):
            base = await self._trained(model.weights_from) if model.weights_from else None
            return await asyncio.to_thread(_edited, model, base)
        if model.startswith("run:"):
            return await asyncio.to_thread(_ready, await self._resolve_run(model))
        return _zoo(model)

    async def _trained(self, ref: str) -> Trained:
        return await self._resolve_run(ref) if ref.startswith("run:") else zoo_model(ref)


def zoo_model(ref: str) -> Trained:
    """A trained model of `models/`; raises `NotFound`."""
    found = load_model(ref)
    return Trained(ref, found.spec, found.weights, found.classes, found.dataset, found.mean, found.std)


@cache
def _zoo(ref: str) -> Resolved:
    return _ready(zoo_model(ref))


def _ready(trained: Trained) -> Resolved:
    summary = analyze(trained.spec)
    return Resolved(
        trained.ref,
        trained.spec,
        summary,
        _classes(summary, trained),
        trained.dataset,
        trained.mean,
        trained.std,
        {
            "spec": trained.spec.model_dump(mode="json"),
            "weights": str(trained.weights),
            "mean": trained.mean,
            "std": trained.std,
        },
    )


def _edited(model: NetworkModel, base: Trained | None) -> Resolved:
    try:
        summary = analyze(model.network)
    except InvalidNetwork as error:
        raise error.below("/model/network") from None
    check_painted(model.painted, summary, "/model/painted")
    check_nudges(model.nudges, model.network, summary, "/model/nudges")
    recipe = {
        "spec": model.network.model_dump(mode="json"),
        "seed": model.seed,
        "weights_from": str(base.weights) if base else None,
        "weights_map": model.weights_map,
        "painted": [(one.path, one.channel, one.weight, one.bias) for one in model.painted],
        "nudges": [(one.image, one.target, one.lr) for one in model.nudges],
        "mean": base.mean if base else None,
        "std": base.std if base else None,
    }
    dataset, mean, std = (base.dataset, base.mean, base.std) if base else (None, None, None)
    return Resolved(None, model.network, summary, _classes(summary, base), dataset, mean, std, recipe)


def _classes(summary: NetworkSummary, trained: Trained | None) -> list[str]:
    """Names of the outputs: the training data's where their number is the same, else 0, 1, 2, …"""
    if len(summary.output_shape) > 1:
        return []
    count = summary.output_shape[0]
    if trained is not None and len(trained.classes) == count:
        return trained.classes
    return [str(index) for index in range(count)]
