"""What a unit really rests on: the gradient of one number by the pixels, averaged over images.

Luo, Li, Urtasun and Zemel 2016, "Understanding the effective receptive field in deep convolutional neural networks"
(arXiv:1701.04128): within the theoretical field the influence falls off like a bell, and training widens it.
"""

from math import sqrt

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.graph import Graph
from app.engine.live import LiveModel

Heat = NDArray[np.float64]

OUTSIDE = 1 - 0.9545
"""Pixels of at least this share of the strongest count: what a bell has within two deviations, as in the paper."""
BATCH_BYTES = 100_000_000
MAX_BATCH = 64


def measured_field(
    model: LiveModel, images: NDArray[np.uint8], path: str, unit: tuple[int, int, int]
) -> Heat:
    """Mean over images, uint8 [N, C, H, W], of Σ_c |∂u/∂x| for the unit (channel, y, x) of the node `path`: [H, W].

    The pixels x are those that the network reads, normalised. A vector's unit is (index, 0, 0). The network is in
    evaluation mode: each image has a gradient of its own.
    """
    nodes = model.summary.nodes
    count = next((index + 1 for index, node in enumerate(nodes) if node.path == path), 0)
    graph = Graph(model.spec, model.module, nodes)
    size = _batch(model)
    total = torch.zeros(images.shape[2:], dtype=torch.float64)
    for first in range(0, len(images), size):
        pixels = model.normalise(torch.tensor(images[first : first + size])).requires_grad_()  # (B, C, H, W)
        value = graph.values(pixels, count)[path]
        total += _gradients(value, pixels, unit).double().abs().sum((0, 1))
    found: Heat = np.nan_to_num((total / len(images)).numpy(), posinf=0.0, neginf=0.0)
    return found


def effective_size(heat: Heat) -> float:
    """√ of the number of pixels with at least `OUTSIDE` of the strongest: the side of a square as large, in pixels.

    The paper compares with the middle pixel, which is the strongest of its bells; after training it need not be.
    """
    strongest = heat.max()
    return sqrt(int((heat >= OUTSIDE * strongest).sum())) if strongest > 0 else 0.0


def centre_of(heat: Heat) -> tuple[float, float] | None:
    """The centre of gravity, row and column of the middle of a pixel; None where there is no gradient."""
    weight = heat.sum()
    if not weight > 0:
        return None
    rows, columns = np.indices(heat.shape)
    return float((rows * heat).sum() / weight), float((columns * heat).sum() / weight)


def _gradients(value: Tensor, pixels: Tensor, unit: tuple[int, int, int]) -> Tensor:
    """Of the unit in each image of a batch; zero where no pixel reaches it."""
    channel, y, x = unit
    numbers = value[:, channel, y, x] if value.dim() == 4 else value[:, channel]
    if not numbers.requires_grad:
        return torch.zeros_like(pixels)
    (found,) = torch.autograd.grad(numbers.sum(), pixels, allow_unused=True, materialize_grads=True)
    return found


def _batch(model: LiveModel) -> int:
    channels, height, width = model.spec.input.shape
    each = 2 * model.summary.total.activation_bytes + 12 * channels * height * width
    return max(1, min(MAX_BATCH, BATCH_BYTES // each))
