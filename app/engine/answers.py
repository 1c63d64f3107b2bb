"""The answers of a network to many images, as fast as one thread gives them.

Costly networks are run in channels_last and, where the processor has it, in bfloat16. Measured on ResNet-20, 1,000
images of 32×32, one thread: 0.86 s as built, 0.42 s in channels_last, 0.29 s in bfloat16 too.
"""

import copy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.device import has_bfloat16
from app.engine.live import LiveModel
from app.engine.outputs import logits_of

COSTLY = 5_000_000
"""Multiply-accumulates of one image."""
BATCH = 50
"""Images at once: what stays in the processor's caches."""


def is_rounded(model: LiveModel) -> bool:
    """Whether `answers` computes in bfloat16: a close call may fall the other way."""
    return model.summary.total.macs > COSTLY and has_bfloat16("cpu")


@torch.inference_mode()
def answers(model: LiveModel, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The most probable class of each image, uint8 [N, C, H, W] of the network's own size: [N]."""
    parts = torch.from_numpy(images).split(BATCH)
    network = logits_of(model.module)
    if model.summary.total.macs > COSTLY:
        network = copy.deepcopy(network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    with torch.autocast("cpu", torch.bfloat16, enabled=is_rounded(model)):
        found = torch.cat([_most_probable(network, model.normalise(part)) for part in parts])
    answered: NDArray[np.int64] = found.numpy()
    return answered


def _most_probable(network: nn.Module, inputs: Tensor) -> Tensor:
    scores: Tensor = network(inputs.contiguous(memory_format=torch.channels_last))
    return scores.argmax(1)
