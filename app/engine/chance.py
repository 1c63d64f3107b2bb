"""Random numbers that depend on the seed and the place in the run alone.

Every draw comes from a generator seeded by (seed, stream, index). So a run can be resumed, rewound or
branched at any step without keeping a generator's state, and an interrupted run draws what an uninterrupted
one would.
"""

from enum import IntEnum

import torch
from torch import Tensor

from app.training.config import Device

_MASK = (1 << 64) - 1


class Stream(IntEnum):
    """What the draws are for."""

    WEIGHTS = 1
    ORDER = 2
    AUGMENTATION = 3
    LAYERS = 4


def mixed(seed: int, stream: Stream, index: int = 0) -> int:
    """A well-mixed 63-bit seed (SplitMix64, Steele et al. 2014)."""
    value = (seed * 0x9E3779B97F4A7C15 + stream * 0xBF58476D1CE4E5B9 + index + 1) * 0x94D049BB133111EB & _MASK
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _MASK
    return (value ^ (value >> 31)) >> 1


def seed_layers(device: Device, seed: int) -> None:
    """Seed the generator that dropout and its like draw from, a hundred times quicker than `torch.manual_seed`."""
    if device == "cuda":
        torch.cuda.manual_seed(seed)
    elif device == "mps":
        torch.mps.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)


def permutation(count: int, seed: int, epoch: int) -> Tensor:
    """The order of the training images in an epoch, int64 [count], on the CPU."""
    generator = torch.Generator().manual_seed(mixed(seed, Stream.ORDER, epoch))
    return torch.randperm(count, generator=generator)


def upcoming(count: int, seed: int, step: int, steps_per_epoch: int, batch_size: int, wanted: int) -> Tensor:
    """The first `wanted` of `count` training images that a run takes from `step` on, int64 [wanted]."""
    parts: list[Tensor] = []
    while sum(map(len, parts)) < wanted:
        epoch, place = divmod(step, steps_per_epoch)
        left = permutation(count, seed, epoch)[place * batch_size : steps_per_epoch * batch_size]
        parts.append(left)
        step = (epoch + 1) * steps_per_epoch
    return torch.cat(parts)[:wanted]
