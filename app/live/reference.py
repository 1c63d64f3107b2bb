"""The images beside the one shown: in training, batch norms take their statistics over a batch."""

import asyncio

import numpy as np
from numpy.typing import NDArray

from app.datasets.model import Dataset
from app.datasets.registry import Library
from app.errors import PlaygroundError
from app.live.models import Resolved
from app.protocol.mode import Passing

IMAGES = 31
"""With the image shown, a batch of 32."""
WORK = 2_000_000_000
"""Multiply-accumulates of a pass: less than a second of one processor."""
ACTIVATION_BYTES = 64_000_000
PIXEL_BYTES = 2_000_000
MOST_KEPT = 16
STANDS_IN = {"mnist": "mnist-5k"}
"""Some of its own images, where a data set is not here: they come with the playground."""
NORMS = ("batch_norm2d", "batch_norm1d")


class References:
    """Validation images of a network's own data set: evenly spread, always the same."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: dict[tuple[str, tuple[int, ...], int], NDArray[np.uint8]] = {}

    async def beside(self, network: Resolved, passing: Passing) -> NDArray[np.uint8] | None:
        """uint8 [N, C, H, W], at most 31 and fewer for costly networks, at least one.

        None in test mode, for a network without batch norm (nothing else in it looks at other images), and where
        it has no data set that is ready and of its size: the image is then alone in its batch.
        """
        norms = any(node.kind in NORMS for node in network.summary.nodes)
        if passing.mode == "test" or network.dataset is None or not norms:
            return None
        asked = (network.dataset, network.spec.input.shape, _count(network))
        if asked not in self._kept:
            found = await asyncio.to_thread(self._find, *asked)
            if found is None:
                return None
            self._keep(asked, found)
        return self._kept[asked]

    def _keep(self, asked: tuple[str, tuple[int, ...], int], found: NDArray[np.uint8]) -> None:
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[asked] = found

    def _find(self, dataset: str, shape: tuple[int, ...], count: int) -> NDArray[np.uint8] | None:
        found = self._open(dataset) or self._open(STANDS_IN.get(dataset))
        if found is None or found.shape != shape:
            return None
        images = found.splits["validation"].images
        chosen = np.linspace(0, len(images) - 1, min(count, len(images))).round().astype(np.int64)
        return np.asarray(images[chosen])

    def _open(self, dataset: str | None) -> Dataset | None:
        try:
            ready = dataset is not None and self._library.info(dataset).ready
            return self._library.open(dataset) if dataset and ready else None
        except PlaygroundError:
            return None


def _count(network: Resolved) -> int:
    total = network.summary.total
    channels, height, width = network.spec.input.shape
    affordable = min(
        WORK // max(total.macs, 1) - 1,
        ACTIVATION_BYTES // max(total.activation_bytes, 1),
        PIXEL_BYTES // (channels * height * width),
    )
    return max(1, min(IMAGES, affordable))
