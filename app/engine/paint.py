"""Filters that are set by hand."""

from collections.abc import Iterable, Sequence

import torch
from torch import nn

PaintedFilter = tuple[str, int, Sequence[float] | None, float | None]
"""Path, output channel, all weights in order or None, bias or None."""


@torch.no_grad()
def paint(module: nn.Module, painted: Iterable[PaintedFilter]) -> bool:
    """Set them in place, on whatever device the network is; says whether there were any."""
    found = False
    for path, channel, weight, bias in painted:
        layer = module.get_submodule(path)
        if weight is not None:
            row = layer.get_parameter("weight")[channel]
            row.copy_(torch.tensor(weight).view_as(row))
        if bias is not None:
            layer.get_parameter("bias")[channel] = bias
        found = True
    return found
