"""Cutting a set of labelled images into parts: stratified, by a fixed seed."""

import numpy as np
from numpy.typing import NDArray

SEED = 20_260_101
VALIDATION_SHARE = 0.05
VALIDATION_LIMIT = 5_000

Indices = NDArray[np.intp]


def stratified(labels: NDArray[np.uint8], count: int, seed: int = SEED) -> tuple[Indices, Indices]:
    """Two ascending index arrays: the kept and the `count` cut ones, each class in proportion.

    The shares of the classes are rounded by largest remainder, so exactly `count` are cut.
    """
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(labels))
    cut = [order[labels[order] == label][:quota] for label, quota in _quotas(labels, count)]
    chosen = np.sort(np.concatenate(cut)) if cut else np.empty(0, np.intp)
    return np.setdiff1d(np.arange(len(labels)), chosen), chosen


def _quotas(labels: NDArray[np.uint8], count: int) -> list[tuple[int, int]]:
    present, sizes = np.unique(labels, return_counts=True)
    exact = sizes * (count / max(len(labels), 1))
    quotas = np.floor(exact).astype(int)
    short = count - quotas.sum()
    quotas[np.argsort(quotas - exact, kind="stable")[:short]] += 1
    return list(zip(present.tolist(), quotas.tolist(), strict=True))


def validation_size(train: int) -> int:
    """How many of `train` images become the validation split: 5 %, at most 5,000, at least one."""
    return max(1, min(VALIDATION_LIMIT, round(train * VALIDATION_SHARE)))
