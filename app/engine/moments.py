"""At which steps a run keeps its weights, so that one can go back and see how they came about.

Every step at first, when the most happens, then ever further apart: a network's answers change about as much from
step 10 to 20 as from 1000 to 2000.
"""

DENSE = 10
"""The first steps, each of which is kept."""
MOMENTS = 45
"""Checkpoints of a run whose checkpoints are small."""
MOMENT_BYTES = 64_000_000
"""What they may take in all; networks for which that is too few have the steps below."""
FEWEST = 24
FEW = (10, 30, 100, 300)
"""Steps of large networks whose checkpoints show how the weights began to move."""


def moments(first: int, last: int, size: int) -> frozenset[int]:
    """The steps to keep of a run from step `first` to `last`, whose checkpoints take `size` bytes each.

    Of small ones `MOMENTS`, or all steps where there are no more: the first `DENSE`, then in about equal ratios
    counted from `first`. Larger ones have fewer, so that all together stay within `MOMENT_BYTES`.
    """
    count = min(MOMENTS, MOMENT_BYTES // max(size, 1))
    if count < FEWEST:
        return frozenset(step for step in FEW if first < step < last)
    length = last - first
    taken = list(range(min(DENSE, length) + 1))
    while len(taken) < count and taken[-1] < length:
        left = count - len(taken)
        ratio = (length / taken[-1]) ** (1 / left)
        taken.append(min(max(taken[-1] + 1, round(taken[-1] * ratio)), length))
    return frozenset(first + step for step in taken)
