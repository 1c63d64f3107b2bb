"""The answers of a network to many images, as fast as the processor gives them.

Costly networks are run in channels_last and, where the processor has it, in bfloat16, with their batch norms folded.
Measured on ResNet-20, 1,000 images of 32×32, one thread: 0.86 s as built, 0.42 s in channels_last, 0.29 s in bfloat16
too, and 0.7 of that when folded. Each thread takes batches of its own, for threads within a batch wait for one
another: two took 0.5 to 0.6 of the time of one.
"""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.device import cores, has_bfloat16
from app.engine.fold import folded
from app.engine.live import LiveModel
from app.engine.outputs import logits_of

COSTLY = 5_000_000
"""Multiply-accumulates of one image."""
BATCH = 125
"""Most images at once. Smaller ones stay in the caches, but threads wait for the interpreter more often."""
MOST_THREADS = 4


def is_rounded(model: LiveModel) -> bool:
    """Whether `answers` computes in bfloat16: a close call may fall the other way."""
    return model.summary.total.macs > COSTLY and has_bfloat16("cpu")


def answers(model: LiveModel, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The most probable class of each image, uint8 [N, C, H, W] of the network's own size: [N]."""
    workers = min(cores(), MOST_THREADS)
    parts = torch.from_numpy(images).tensor_split(workers * math.ceil(len(images) / (workers * BATCH)))
    network = logits_of(model.module)
    if model.summary.total.macs > COSTLY:
        precision = torch.bfloat16 if is_rounded(model) else torch.float32
        network = folded(network, precision)
    with ThreadPoolExecutor(workers) as threads:
        found = torch.cat(list(threads.map(lambda part: _most_probable(model, network, part), parts)))
    answered: NDArray[np.int64] = found.numpy()
    return answered


def _most_probable(model: LiveModel, network: nn.Module, part: Tensor) -> Tensor:
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=is_rounded(model)):
        inputs = model.normalise(part).contiguous(memory_format=torch.channels_last)
        scores: Tensor = network(inputs)
    return scores.argmax(1)
