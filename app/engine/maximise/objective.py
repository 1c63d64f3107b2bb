"""The number that is made as large as it will go, as a function of pictures."""

import torch
from torch import Tensor

from app.engine.goal import Goal
from app.engine.graph import INPUT, Graph
from app.engine.live import LiveModel


class Objective:
    """A goal in a network, as a function of pictures. Runs the nodes up to the goal's; leaves no hooks."""

    def __init__(self, model: LiveModel, goal: Goal) -> None:
        nodes = model.summary.nodes
        self._count = next((index + 1 for index, node in enumerate(nodes) if node.path == goal.path), 0)
        self._graph = Graph(model.spec, model.module, nodes)
        self._goal = goal
        ends = torch.tensor([0.0, 255.0]).view(2, 1, 1, 1).expand(2, model.spec.input.channels, 1, 1)
        black, white = model.normalise(ends).split(1)  # each (1, C, 1, 1)
        self._black, self._range = black, white - black

    def __call__(self, picture: Tensor) -> Tensor:
        """The number, a scalar, for one picture (1, C, H, W) of values from 0 (black) to 1."""
        values = self._graph.values(self._black + self._range * picture, self._count)
        return self._goal.of(values[self._goal.path if self._count else INPUT])[0]

    @torch.no_grad()
    def value(self, picture: Tensor) -> float:
        """The number alone."""
        return float(self(picture))

    def slope(self, picture: Tensor) -> tuple[float, Tensor]:
        """The number, and its gradient by the picture: finite, zero where no pixel reaches it."""
        leaf = picture.detach().requires_grad_()
        found = self(leaf)
        if not found.requires_grad:
            return float(found), torch.zeros_like(picture)
        (gradient,) = torch.autograd.grad(found, leaf, allow_unused=True, materialize_grads=True)
        return float(found.detach()), torch.nan_to_num(gradient, posinf=0.0, neginf=0.0)

    def zero(self, shape: tuple[int, ...]) -> Tensor:
        """The even picture (1, C, H, W) that the network reads as 0, or the nearest that can be shown."""
        shade: Tensor = (-self._black / self._range).clamp(0, 1)
        return shade.expand(1, *shape).clone()
