"""How a network in training is doing, layer by layer: histograms, dead and saturated units, the size of updates.

Dead ReLUs: Lu, Shin, Su and Karniadakis 2019, https://arxiv.org/abs/1903.06733. Saturation: Glorot and Bengio 2010,
https://proceedings.mlr.press/v9/glorot10a.html. Nothing of the training is changed; what is looked at is bounded.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from app.engine.graph import Graph
from app.network.summary import NodeSummary
from app.protocol.statistics import Histogram, LayerStatistics, Statistics

if TYPE_CHECKING:
    from app.engine.session import Session

BINS = 40
MOST_IMAGES = 512
LEAST_IMAGES = 16
WORK = 500_000_000
"""Multiply-accumulates of one look: some ten milliseconds of one processor."""
MAX_LAYERS = 64
MAX_VALUES = 200_000
"""Outputs of a layer that a histogram is made of, evenly spread."""
MAX_COMPARED = 4_000_000
"""Weights of a layer that are compared."""
GOLDEN = 0x9E3779B97F4A7C
"""Spreads the factors."""
FLAT = 0.05
"""Share of its largest slope below which a sigmoid or tanh counts as saturated."""
RECTIFIERS = frozenset({"relu"})


class Observer:
    """Looks at a session between its steps."""

    def __init__(self, session: "Session", graph: Graph, nodes: list[NodeSummary]) -> None:
        self.session, self.graph, self.nodes = session, graph, nodes
        self._images: Tensor | None = None

    def look(self, layers: Collection[str]) -> Statistics:
        """The statistics of `layers`, at most 64; unknown ones are left out. In inference mode, the network as told."""
        chosen = [node for node in self.nodes if node.path in layers][:MAX_LAYERS]
        images = self._shown()
        values = self.graph.values(images)
        told = [self._layer(node, values[node.path]) for node in chosen]
        self.session.watch_update()
        return Statistics(images=len(images), layers=told)

    def _shown(self) -> Tensor:
        """The fixed validation images as the network takes them."""
        if self._images is None:
            macs = sum(node.macs for node in self.nodes if not node.path.count("."))
            count = max(LEAST_IMAGES, min(MOST_IMAGES, WORK // max(macs, 1)))
            images = self.session.data("validation").sample(count).images
            self._images = self.session.recipe.lay(self.session.normalise(images))
        return self._images

    def _layer(self, node: NodeSummary, output: Tensor) -> LayerStatistics:
        found = LayerStatistics(
            path=node.path,
            activations=histogram(output),
            dead=dead_share(output) if node.kind in RECTIFIERS else None,
            saturated=saturated_share(output, node.kind),
        )
        if "weight" not in node.params_detail:
            return found
        name = f"{node.path}.weight"
        weight = self.session.module.get_parameter(name)
        slope = weight.grad
        return found.model_copy(
            update={
                "weights": histogram(weight),
                "gradients": None if slope is None else histogram(slope),
                "weight_norm": _length(weight),
                "gradient_norm": None if slope is None else _length(slope),
                "update_ratio": self.session.update_ratios.get(name),
                "identical": identical_filters(weight),
            }
        )


@torch.no_grad()
def histogram(values: Tensor, bins: int = BINS) -> Histogram | None:
    """Counts of the finite numbers between the smallest and the largest; None where there is none."""
    flat = values.detach().reshape(-1)
    flat = flat[:: -(-len(flat) // MAX_VALUES)].float()
    flat = flat[flat.isfinite()]
    if not len(flat):
        return None
    low, high = float(flat.min()), float(flat.max())
    if low == high:
        return Histogram(low=low, high=high, counts=[len(flat)])
    counts = torch.histc(flat, bins, low, high).long()
    return Histogram(low=low, high=high, counts=counts.tolist())


@torch.no_grad()
def dead_share(output: Tensor) -> float:
    """Of the channels of outputs (N, C, …): the share that is 0 everywhere in all images."""
    return float((output.transpose(0, 1).flatten(1) == 0).all(1).float().mean())


@torch.no_grad()
def saturated_share(output: Tensor, kind: str) -> float | None:
    """The share of outputs a at which the slope, a(1 − a) or 1 − a², is below 5 % of its largest; None for others."""
    if kind == "sigmoid":
        return float((4 * output * (1 - output) < FLAT).float().mean())
    if kind == "tanh":
        return float((1 - output**2 < FLAT).float().mean())
    return None


@torch.no_grad()
def identical_filters(weight: Tensor) -> int:
    """Rows of a weight (out, …) that equal an earlier one, of as many as have 4 million numbers.

    By a sum of the numbers' bits times odd factors, modulo 2⁶⁴: the same for equal rows in whatever order it is
    added up, and for others by a chance of 1 in 10¹⁹.
    """
    if weight.dim() < 2:
        return 0
    rows = weight.detach().flatten(1)
    bits = rows[: max(1, MAX_COMPARED // rows.shape[1])].float().contiguous().view(torch.int32).long()
    odd = torch.arange(rows.shape[1], device=bits.device) * 2 * GOLDEN + 1
    sums = (bits * odd).sum(1)
    return len(sums) - len(sums.unique())


def _length(tensor: Tensor) -> float | None:
    length = float(tensor.detach().float().norm())
    return length if torch.tensor(length).isfinite() else None
