"""From a question to the attribution of each pixel, and the one map that is shown of it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.attribution.gradients import IntegratedGradients, Saliency
from app.attribution.method import Method
from app.attribution.rules import Deconvolution, GuidedBackprop
from app.engine.attribution import methods
from app.engine.attribution.ask import Question
from app.engine.attribution.scores import Scores

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Explained:
    """The answer to a question about one image.

    `values` [C, H, W] (or [1, H, W], where the method knows no channels) and their `map` [H, W] are in units of
    the score: a unit's number, or that of the class: the input of a final softmax, else the network's output.
    """

    values: Floats
    map: Floats
    target: int | None
    """The class; None where a unit was asked about."""
    score: float
    background_score: float | None
    """Integrated gradients: the score of the picture where the way begins; they add up to the difference."""
    remarks: list[str]
    """`no_relu`: the method changes ReLUs, of which there are none; `flat`: every pixel has 0."""


def attribute(scores: Scores, image: NDArray[np.uint8], question: Question) -> Explained:
    """Ask about one image, uint8 [C, H, W]. Leaves no hook and no gradient in the network, whatever happens."""
    pixels = scores.normalise(torch.tensor(image[None]))
    with torch.no_grad():
        answer = scores.module(pixels)[0]
    index = int(answer.argmax()) if question.target is None else question.target  # a unit's is the only one
    with _quiet(), torch.random.fork_rng(devices=[]):
        values = methods.of(question.method)(scores, pixels.requires_grad_(), index, question)
    values = values.detach()[0]
    return Explained(
        values=values.numpy(),
        map=_shown(values, question.method).numpy(),
        target=None if question.unit else index,
        score=float(answer[index]),
        background_score=_background_score(scores, pixels, index, question.method),
        remarks=[*_remarks(scores.module, values, question.method)],
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Captum warns of every hook that it sets."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        yield


def _shown(values: Tensor, method: Method) -> Tensor:
    """One number a pixel: the channels' sum; of saliency without a sign the largest, as in its paper."""
    if isinstance(method, Saliency) and method.absolute:
        return values.amax(0)
    return values.sum(0)


@torch.no_grad()
def _background_score(scores: Scores, pixels: Tensor, target: int, method: Method) -> float | None:
    if not isinstance(method, IntegratedGradients):
        return None
    return float(scores.module(scores.background(pixels, method.background))[0, target])


def _remarks(module: nn.Module, values: Tensor, method: Method) -> Iterator[str]:
    changes_relus = isinstance(method, GuidedBackprop | Deconvolution)
    if changes_relus and not any(isinstance(part, nn.ReLU) for part in module.modules()):
        yield "no_relu"
    if not values.any():
        yield "flat"
