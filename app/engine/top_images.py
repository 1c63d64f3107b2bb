"""What does a channel look for? The images of a data set that it answers to most, and where in them.

Zeiler & Fergus 2013, https://arxiv.org/abs/1311.2901, section 4: the nine strongest activations of a feature map.
"""

from typing import Any

import torch
from torch import Tensor

from app.datasets.model import Split
from app.engine.live import LiveModel
from app.engine.passing import Told, looked_at, values
from app.errors import InvalidInput

COUNT = 9
MAX_CHANNELS = 512


def top_images(model: LiveModel, split: Split, path: str, told: Told) -> dict[str, Any]:
    """For each channel of a node, at most 512 of them, the nine images with the strongest activation.

    Gives `{layer, split, images, channels}`: `channels` has a list for each channel, strongest first, of
    `{index, value, y, x}` with the place of the unit in the map (0, 0 of a vector). Raises InvalidInput
    (`unknown_path`).
    """
    if path not in {node.path for node in model.summary.nodes}:
        raise InvalidInput(f"The network has no node {path}.", code="unknown_path")
    chosen = looked_at(model, split)
    best: list[Tensor] = []
    for indices, maps, _ in values(model, split, chosen, path, told):
        best = _stronger(best, [indices.expand(_channels(maps), -1), *_peaks(maps)])
    return {"layer": path, "split": "train", "images": len(chosen), "channels": _told(best)}


def _channels(maps: Tensor) -> int:
    return min(maps.shape[1], MAX_CHANNELS)


def _peaks(maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The largest value of each channel in each image, (C, B), and its row and column."""
    width = maps.shape[3] if maps.dim() == 4 else 1
    flat = maps[:, :MAX_CHANNELS].flatten(2) if maps.dim() == 4 else maps[:, :MAX_CHANNELS, None]
    highest, places = flat.max(2)
    return highest.T, (places // width).T, (places % width).T


def _stronger(best: list[Tensor], more: list[Tensor]) -> list[Tensor]:
    """The strongest of both: indices, values, rows and columns, each (C, at most 9)."""
    both = [torch.cat(pair, 1) for pair in zip(best, more, strict=True)] if best else more
    order = both[1].argsort(dim=1, descending=True)[:, :COUNT]
    return [part.gather(1, order) for part in both]


def _told(best: list[Tensor]) -> list[list[dict[str, Any]]]:
    columns = [part.tolist() for part in best]
    names = ("index", "value", "y", "x")
    return [
        [dict(zip(names, one, strict=True)) for one in zip(*channel, strict=True)]
        for channel in zip(*columns, strict=True)
    ]
