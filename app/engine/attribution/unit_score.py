"""The number of a hidden unit as the only score of a network."""

from torch import Tensor, nn

from app.engine.goal import Goal
from app.engine.graph import Graph


class UnitScore(nn.Module):
    """Maps images (B, C, H, W) to the goal's number (B, 1), by the first `count` nodes of the graph.

    `network` is what the graph runs: a part of this module, so that rules for its ReLUs are found.
    """

    def __init__(self, network: nn.Module, graph: Graph, count: int, goal: Goal) -> None:
        super().__init__()
        self.network = network
        self._graph, self._count, self._goal = graph, count, goal

    def forward(self, images: Tensor) -> Tensor:
        """The number for each image."""
        values = self._graph.values(images, self._count)
        return self._goal.of(values[self._goal.path])[:, None]
