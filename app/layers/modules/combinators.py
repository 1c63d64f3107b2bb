"""The closed set of combinators: a series, a residual block, parallel branches, an auxiliary head."""

from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor, nn


class Series(nn.Module):
    """Children one after another, under their own names; empty: the identity."""

    def __init__(self, children: Mapping[str, nn.Module]) -> None:
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)

    def forward(self, x: Tensor, stop: int | None = None) -> Tensor:
        """Pass `x` through every child in order, or through those before the index `stop`."""
        for child in list(self._modules.values())[:stop]:
            assert child is not None
            x = child(x)
        return x


class Residual(nn.Module):
    """body(x) + shortcut(x); He et al., Deep residual learning, 2015.

    `zero_init` is for whoever draws the weights: the last layer of the body begins with zeros.
    """

    def __init__(self, body: Series, shortcut: Series, zero_init: bool = False) -> None:
        super().__init__()
        self.body, self.shortcut, self.zero_init = body, shortcut, zero_init

    def forward(self, x: Tensor) -> Tensor:
        """The sum of both ways."""
        out: Tensor = self.body(x) + self.shortcut(x)
        return out


class Parallel(nn.Module):
    """Branches side by side, concatenated over the channels or added."""

    def __init__(self, branches: list[Series], merge: Literal["concat", "add"]) -> None:
        super().__init__()
        self.branches, self.merge = nn.ModuleList(branches), merge

    def forward(self, x: Tensor) -> Tensor:
        """Merge what the branches give."""
        outs = [branch(x) for branch in self.branches]
        return torch.cat(outs, 1) if self.merge == "concat" else torch.stack(outs).sum(0)


class Auxiliary(nn.Module):
    """A head beside the trunk: passes `x` on; in training its own output is kept for the weighted loss.

    The loss reads the head up to the layer of index `stop`: all of it, or what comes before a trailing softmax.
    """

    def __init__(self, head: Series, weight: float) -> None:
        super().__init__()
        self.head, self.weight = head, weight
        self.output: Tensor | None = None
        self.stop: int | None = None

    def forward(self, x: Tensor) -> Tensor:
        """`x` itself; `output` holds the head's answer in training and nothing outside it."""
        self.output = self.head(x, self.stop) if self.training else None
        return x
