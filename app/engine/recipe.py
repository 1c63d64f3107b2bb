"""How to compute: device, precision, memory layout, threads; chosen before step 1 and kept with the run.

With `threads: "auto"` the engine times a few steps of each way on throw-away copies and takes the fastest.
A fixed number of threads promises runs that repeat bit for bit, so there the choice follows from the hardware
alone, never from a clock.
"""

import copy
import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from app.engine import device as devices
from app.engine.objective import Objective
from app.engine.optimise import optimizer
from app.training.config import Device, Layout, Precision, TrainConfig

TRIAL_STEPS = 2
"""A way of computing is timed over so many steps."""
TRIAL_IMAGES = 32
"""Of the batch: what is faster with these is with more."""
HOPELESS = 1.2
"""A way whose first step takes this many times the fastest's is not timed further."""


@dataclass(frozen=True)
class Recipe:
    """What "auto" came to."""

    device: Device
    precision: Precision
    layout: Layout
    threads: int

    def autocast(self) -> AbstractContextManager[Any]:
        """The context of a forward pass."""
        if self.precision == "float32":
            return nullcontext()
        return torch.autocast(self.device, torch.bfloat16, cache_enabled=False)

    def place(self, module: nn.Module) -> nn.Module:
        """The module on the device, in the layout, in place."""
        module.to(self.device)
        if _has_volumes(module):
            module.to(memory_format=self.memory_format)  # type: ignore[call-overload]
        return module

    def lay(self, images: Tensor) -> Tensor:
        """A batch (B, C, H, W) in the layout."""
        return images.contiguous(memory_format=self.memory_format)

    @property
    def memory_format(self) -> torch.memory_format:
        """The layout in torch's words."""
        return torch.channels_last if self.layout == "channels_last" else torch.contiguous_format

    def to_json(self) -> dict[str, Any]:
        """For the metadata of a checkpoint."""
        return asdict(self)


def candidates(config: TrainConfig, device: Device, threads: int) -> list[Recipe]:
    """The ways of computing that the settings leave open here, the hardware's favourite first.

    Reduced precision goes with channels_last alone: the other way round was never faster.
    """
    precisions: list[Precision] = ["bfloat16", "float32"] if devices.has_bfloat16(device) else ["float32"]
    if config.precision != "auto":
        precisions = [config.precision]
    layouts: list[Layout] = ["contiguous"] if device == "mps" else ["channels_last", "contiguous"]
    ways = [(precision, layout) for precision in precisions for layout in layouts]
    sensible = [way for way in ways if way != ("bfloat16", "contiguous")] or ways
    return [Recipe(device, precision, layout, threads) for precision, layout in sensible]


def choose(
    config: TrainConfig, module: nn.Module, batch: tuple[Tensor, Tensor], loss: Objective, threads: int
) -> Recipe:
    """The recipe of a new run for a normalised batch (B, C, H, W) and its labels (B,) on the device."""
    ways = candidates(config, devices.choose(config), threads)
    if not _has_volumes(module):
        ways = [replace(way, layout="contiguous") for way in ways if way.layout == ways[0].layout]
    if config.threads != "auto" or len(ways) == 1:
        return ways[0]
    best, least = ways[0], math.inf
    for way in ways:
        seconds = _seconds_per_step(way, config, module, batch, loss, HOPELESS * least)
        if seconds < least:
            best, least = way, seconds
    return best


def _seconds_per_step(
    recipe: Recipe,
    config: TrainConfig,
    module: nn.Module,
    batch: tuple[Tensor, Tensor],
    loss: Objective,
    hopeless: float = math.inf,
) -> float:
    """The fastest of a few steps on a throw-away copy; the first, which sets up, does not count.

    A step of `hopeless` seconds or more is the last.
    """
    images, labels = (part[:TRIAL_IMAGES] for part in batch)
    trial = recipe.place(copy.deepcopy(module)).train()
    update = optimizer(config, trial.parameters())

    def step() -> None:
        with recipe.autocast():
            outputs = trial(recipe.lay(images))
        loss(outputs, labels).backward()
        update.step()
        update.zero_grad()

    step()
    least = math.inf
    for _ in range(TRIAL_STEPS):
        seconds = _timed(step, recipe.device)
        least = min(least, seconds)
        if seconds >= hopeless:
            break
    return least


def _timed(step: Callable[[], None], device: Device) -> float:
    """Seconds of a step: of the processor where it does the work, so that busy neighbours do not count."""
    clock = time.process_time if device == "cpu" else time.perf_counter
    start = clock()
    step()
    synchronise(device)
    return clock() - start


def synchronise(device: Device) -> None:
    """Wait until the device has done what it was given."""
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()


def _has_volumes(module: nn.Module) -> bool:
    return any(parameter.dim() == 4 for parameter in module.parameters())
