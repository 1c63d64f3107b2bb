"""A network as a list of operations, so that every node's output can be had without hooks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.network.report import NodeSummary
from app.network.spec import NetworkSpec, Node, Parallel, Residual
from app.network.walk import places

INPUT = "input"


@dataclass(frozen=True)
class Operation:
    """One node: its path, the paths it reads (or "input"), and what it does with their values."""

    path: str
    inputs: Sequence[str]
    run: Callable[..., Tensor]


class Graph:
    """The nodes of a built network in order of execution, the heads of auxiliaries included."""

    def __init__(self, spec: NetworkSpec, module: nn.Module, nodes: Sequence[NodeSummary]) -> None:
        described = {place.path: place.node for place in places(spec)}
        self.operations = [
            Operation(node.path, node.inputs, _run(node.path, described[node.path], module)) for node in nodes
        ]

    def values(self, images: Tensor, count: int | None = None) -> dict[str, Tensor]:
        """The outputs (B, …) of the first `count` nodes by path, and the images under "input"."""
        values = {INPUT: images}
        for operation in self.operations[:count]:
            values[operation.path] = operation.run(*[values[path] for path in operation.inputs])
        return values


def _run(path: str, node: Node, module: nn.Module) -> Callable[..., Tensor]:
    match node:
        case Residual() | Parallel(merge="add"):
            return _added
        case Parallel():
            return _stacked
    if node.kind == "auxiliary":
        return _passed
    return module.get_submodule(path)


def _added(*ends: Tensor) -> Tensor:
    return ends[0] + ends[1] if len(ends) == 2 else torch.stack(ends).sum(0)


def _stacked(*ends: Tensor) -> Tensor:
    return torch.cat(ends, 1)


def _passed(trunk: Tensor) -> Tensor:
    return trunk
