"""Weights from one network to another: node by node, whole or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from app.network.report import NodeSummary


@torch.no_grad()
def take(
    module: nn.Module,
    nodes: Sequence[NodeSummary],
    given: Mapping[str, Tensor],
    names: Mapping[str, str] | None = None,
) -> set[str]:
    """Copy the parameters of the nodes that have a whole counterpart in `given`; gives their paths.

    `names` says which node there each node here is ({here: there}; nodes that are left out are new); without it,
    equal paths are the same node. All parameters of a node must have equal shapes.
    """
    taken = set()
    for node in nodes:
        source = node.path if names is None else names.get(node.path)
        own: dict[str, Any] = module.get_submodule(node.path).state_dict() if node.params_detail else {}
        pairs = [(tensor, given.get(f"{source}.{name}")) for name, tensor in own.items()]
        if own and all(there is not None and there.shape == here.shape for here, there in pairs):
            taken.add(node.path)
            for here, there in pairs:
                here.copy_(there)
    return taken
