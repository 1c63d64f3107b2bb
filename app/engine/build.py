"""From the description to a torch module whose `named_modules()` carry the nodes' paths."""

from collections.abc import Sequence

from torch import nn

from app.layers import Layer, Shape
from app.layers.modules import combinators as modules
from app.network.spec import Auxiliary, NetworkSpec, Node, Parallel, Residual
from app.network.walk import named


def build(spec: NetworkSpec) -> modules.Series:
    """The network as a module: normalised floats (B, C, H, W) → its last output.

    The description must have been analysed: sizes that do not fit raise ShapeProblem here.
    """
    series, _ = _series(spec.layers, spec.input.shape)
    return series


def _series(nodes: Sequence[Node], shape: Shape) -> tuple[modules.Series, Shape]:
    children: dict[str, nn.Module] = {}
    for name, node in named(nodes):
        children[name], shape = _node(node, shape)
    return modules.Series(children), shape


def _node(node: Node, shape: Shape) -> tuple[nn.Module, Shape]:
    match node:
        case Layer():
            return node.build(shape), node.out_shape(shape)
        case Residual():
            body, out = _series(node.body, shape)
            shortcut, _ = _series(node.shortcut, shape)
            return modules.Residual(body, shortcut, node.zero_init), out
        case Parallel():
            branches = [_series(branch, shape) for branch in node.branches]
            return modules.Parallel([series for series, _ in branches], node.merge), _merged(node, branches)
        case Auxiliary():
            return modules.Auxiliary(_series(node.head, shape)[0], node.weight), shape
    raise TypeError(f"no module for {node.kind}")


def _merged(node: Parallel, branches: list[tuple[modules.Series, Shape]]) -> Shape:
    shapes = [shape for _, shape in branches]
    if node.merge == "add":
        return shapes[0]
    return (sum(shape[0] for shape in shapes), *shapes[0][1:])
