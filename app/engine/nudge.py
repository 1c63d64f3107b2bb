"""One step of gradient descent on one image: what "train on this" does to a copy of the weights."""

from collections.abc import Iterable, Sequence

import torch
from torch import nn
from torch.nn import functional

from app.engine.data import Normaliser
from app.engine.outputs import logits_of

Nudged = tuple[Sequence[Sequence[Sequence[int]]], int, float]
"""An image [C][H][W] of bytes, the class that it is of, the learning rate."""


def nudge(module: nn.Module, normalise: Normaliser, nudges: Iterable[Nudged]) -> bool:
    """Take the steps in order, w ← w − lr · ∂L/∂w of the cross-entropy, in evaluation mode; were there any?

    In place; what needed a gradient before does so after, and none is kept.
    """
    found = False
    for image, target, lr in nudges:
        _step(module, normalise, image, target, lr)
        found = True
    return found


def _step(
    module: nn.Module, normalise: Normaliser, image: Sequence[Sequence[Sequence[int]]], target: int, lr: float
) -> None:
    weights = list(module.parameters())
    device = weights[0].device if weights else torch.device("cpu")
    pixels = torch.tensor(image, dtype=torch.uint8, device=device)[None]
    needed = [weight.requires_grad for weight in weights]
    was_training = module.training
    module.eval()
    try:
        with torch.enable_grad():
            for weight in weights:
                weight.requires_grad_()
            logits = logits_of(module)(normalise(pixels))
            loss = functional.cross_entropy(logits, torch.tensor([target], device=device))
            slopes = torch.autograd.grad(loss, weights, allow_unused=True)
    finally:
        module.train(was_training)
        for weight, before in zip(weights, needed, strict=True):
            weight.requires_grad_(before)
    with torch.no_grad():
        for weight, slope in zip(weights, slopes, strict=True):
            if slope is not None:
                weight.sub_(slope, alpha=lr)
