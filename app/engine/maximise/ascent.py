"""Gradient ascent on the pixels of a picture towards what makes one number of a network large.

Erhan, Bengio, Courville and Vincent 2009, "Visualizing higher-layer features of a deep network"; Simonyan, Vedaldi and
Zisserman 2013, arXiv:1312.6034 (class scores, L2); Yosinski et al. 2015, arXiv:1506.06579 (decay, blur every few
steps); Olah, Mordvintsev and Schubert 2017, "Feature visualization", Distill (jitter, total variation).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.goal import Goal
from app.engine.live import LiveModel
from app.engine.maximise.objective import Objective
from app.engine.maximise.regularise import blurred, variation_slope

Pixels = NDArray[np.uint8]

NOISE = 0.1
"""Deviation of the noise that a climb begins with, as a share of black to white."""


@dataclass(frozen=True)
class Ascent:
    """How to climb. One step, on a picture p of values from 0 (black) to 1:

    shift p by up to `jitter` pixels, p ← p + step_size · (g / rms(g) − variation · ∂TV/∂p), shift back;
    p ← z + (1 − decay) · (p − z), where z is what the network reads as 0; every `blur_every` steps a Gaussian of
    `blur` pixels, but not after the last one, for it costs the goal a little; values outside 0…1 are cut off.

    g is the gradient of the goal; rms is the root of the mean square, so that a step is as large for any unit.
    """

    steps: int = 48
    step_size: float = 0.05
    decay: float = 0.0
    variation: float = 0.0
    blur: float = 0.0
    blur_every: int = 4
    jitter: int = 0
    seed: int = 0
    """Of the noise to begin with, and of the jitter."""


@dataclass(frozen=True)
class Climbed:
    """`values`: the number before the first step and after each, of the picture itself, not of a shifted one.

    `frames` are pictures on the way, uint8 [N, C, H, W], after the steps `at`: the first 0, the last all of them.
    """

    values: list[float]
    frames: Pixels
    at: list[int]
    is_flat: bool
    """Whether no step found a slope: the picture is where it began, but for the regularisers."""


def maximise(
    model: LiveModel, goal: Goal, ascent: Ascent, start: Pixels | str = "noise", frames: int = 2
) -> Climbed:
    """Climb from `start`: an image, uint8 [C, H, W], "noise" around mid-grey, or "grey".

    The same seed gives the same picture. Works in evaluation mode, and leaves no hook and no gradient in the network.
    """
    objective = Objective(model, goal)
    chance = torch.Generator().manual_seed(ascent.seed)
    picture = _start(start, model.spec.input.shape, chance)
    zero = objective.zero(model.spec.input.shape)
    at = _spread(ascent.steps, frames)
    kept, values, is_flat = [_shown(picture)], [objective.value(picture)], True
    for step in range(1, ascent.steps + 1):
        moved = _stepped(objective, picture, ascent, chance)
        is_flat = is_flat and moved is None
        picture = _regularised(picture if moved is None else moved, zero, ascent, step)
        values.append(objective.value(picture))
        if step in at:
            kept.append(_shown(picture))
    return Climbed(values, np.stack(kept), list(at), is_flat)


def _start(start: Pixels | str, shape: tuple[int, ...], chance: torch.Generator) -> Tensor:
    if not isinstance(start, str):
        return torch.tensor(start[None], dtype=torch.float32) / 255
    grey = torch.full((1, *shape), 0.5)
    if start == "grey":
        return grey
    return (grey + NOISE * torch.randn(grey.shape, generator=chance)).clamp(0, 1)


def _stepped(objective: Objective, picture: Tensor, ascent: Ascent, chance: torch.Generator) -> Tensor | None:
    """One step up; None where there is no slope."""
    reach = ascent.jitter
    shift = tuple(torch.randint(-reach, reach + 1, (2,), generator=chance).tolist()) if reach else (0, 0)
    shifted = picture.roll(shift, (2, 3))
    _, slope = objective.slope(shifted)
    size = float(slope.double().square().mean().sqrt())
    if size == 0:
        return None
    direction = slope / size
    if ascent.variation:
        direction = direction - ascent.variation * variation_slope(shifted)
    return (shifted + ascent.step_size * direction).roll((-shift[0], -shift[1]), (2, 3))


def _regularised(picture: Tensor, zero: Tensor, ascent: Ascent, step: int) -> Tensor:
    if ascent.decay:
        picture = zero + (1 - ascent.decay) * (picture - zero)
    if ascent.blur and step % ascent.blur_every == 0 and step < ascent.steps:
        picture = blurred(picture, ascent.blur)
    return picture.clamp(0, 1)


def _spread(steps: int, count: int) -> Sequence[int]:
    """Up to `count` ≥ 2 steps from 0 to the last, evenly spread."""
    return sorted({round(place) for place in np.linspace(0, steps, count)})


def _shown(picture: Tensor) -> Pixels:
    shown: Pixels = (picture[0] * 255).round().to(torch.uint8).numpy()
    return shown
