"""Going over many images: batches of a size that fits, no more images than the work allows."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from app.datasets.model import Split
from app.engine.data import Resident
from app.engine.graph import Graph
from app.engine.live import LiveModel

MAX_IMAGES = 10_000
LEAST_IMAGES = 64
WORK = 100_000_000_000
"""Multiply-accumulates: some seconds of one processor."""
BATCH = 100
BATCH_BYTES = 64_000_000
"""Of all activations of a batch."""

Told = Callable[[float], None]
"""Hears the share that is done, 0…1."""


def looked_at(model: LiveModel, split: Split, most: int = MAX_IMAGES) -> Tensor:
    """Indices (N,) of images evenly spread over a split: as many as the work allows, at most `most`."""
    affordable = WORK // max(model.summary.total.macs, 1)
    count = min(most, len(split.labels), max(affordable, LEAST_IMAGES))
    places: Tensor = torch.linspace(0, len(split.labels) - 1, count).long().unique()
    return places


@torch.inference_mode()
def values(
    model: LiveModel, split: Split, chosen: Tensor, path: str, told: Told
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Batch by batch: the chosen indices (B,), the output of a node (B, …) for them, and that of the network."""
    nodes = model.summary.nodes
    graph = Graph(model.spec, model.module, nodes)
    images = Resident.of(split, "cpu").images
    size = max(1, min(BATCH, BATCH_BYTES // max(model.summary.total.activation_bytes, 1)))
    done = 0
    for part in chosen.split(size):
        found = graph.values(model.normalise(images[part]))
        yield part, found[path], found[nodes[-1].path]
        done += len(part)
        told(done / len(chosen))
