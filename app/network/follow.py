"""Follow shapes, receptive fields and costs through the tree; stops at the first problem.

`Follower` decides whether a network works; `trace.Trace` writes down besides what every node amounts to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from app.geometry.field import Field
from app.layers import Layer, Shape, ShapeProblem
from app.layers.embedding import Embedding
from app.layers.sliding import Sliding
from app.network.cost import FLOAT_BYTES, Budget, cost_of
from app.network.merge import merged
from app.network.spec import Auxiliary, Combinator, NetworkSpec, Node, Parallel, Residual

INPUT = "input"
"""What the network itself reads, as a source."""
MAX_FIELD = 2**53


@dataclass(frozen=True)
class Signal:
    """What flows from node to node: where it comes from, its shape, the field of its units."""

    source: str
    shape: Shape
    field: Field


class Stuck(Exception):
    """A node that cannot take its input."""

    def __init__(
        self, path: str, pointer: str, node: Node, shape: Shape, problem: ShapeProblem, spent: Budget
    ) -> None:
        super().__init__(problem.detail)
        self.path, self.pointer, self.node, self.shape, self.problem = path, pointer, node, shape, problem
        self.spent = spent
        """What the network costs up to here, the node included if that is its problem."""


class Follower:
    """Goes through a network; `strict` is the lectures' size rule."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.passed = 0
        """Nodes that the signal has passed."""
        self.budget = Budget()

    def network(self, spec: NetworkSpec) -> Signal:
        """Follow the whole network; raises Stuck."""
        shape = spec.input.shape
        self.budget.activation_bytes = prod(shape) * FLOAT_BYTES
        return self.series(spec.layers, Signal(INPUT, shape, Field()), "", "/layers")

    def series(self, nodes: Sequence[Node], signal: Signal, prefix: str, pointer: str) -> Signal:
        """Follow a list of nodes."""
        for index, node in enumerate(nodes):
            path, place = f"{prefix}{node.name or index}", f"{pointer}/{index}"
            try:
                signal = self.node(node, signal, path, place)
            except ShapeProblem as problem:
                raise Stuck(path, place, node, signal.shape, problem, self.budget) from None
            self.passed += 1
        return signal

    def node(self, node: Node, signal: Signal, path: str, pointer: str) -> Signal:
        """Follow one node."""
        match node:
            case Residual():
                return self.residual(node, signal, path, pointer)
            case Parallel():
                return self.parallel(node, signal, path, pointer)
            case Auxiliary():
                return self.auxiliary(node, signal, path, pointer)
        assert isinstance(node, Layer)
        return self.layer(node, signal, path, pointer)

    def layer(self, layer: Layer, signal: Signal, path: str, pointer: str) -> Signal:
        """Follow a leaf."""
        if isinstance(layer, Embedding) and signal.source != INPUT:
            raise ShapeProblem("tokens_first", "embedding reads the tokens themselves: it comes first")
        out = out_shape(layer, signal.shape, self.strict)
        self.budget.spend(cost_of(layer, signal.shape, out))
        return Signal(path, out, checked(through(layer, signal, out)))

    def residual(self, node: Residual, signal: Signal, path: str, pointer: str) -> Signal:
        """Both ways, then their sum."""
        body = self.series(node.body, signal, f"{path}.body.", f"{pointer}/body")
        shortcut = self.series(node.shortcut, signal, f"{path}.shortcut.", f"{pointer}/shortcut")
        return self.joined(node, [body, shortcut], "add", signal, path)

    def parallel(self, node: Parallel, signal: Signal, path: str, pointer: str) -> Signal:
        """Every branch, then the merge."""
        ends = [
            self.series(branch, signal, f"{path}.branches.{index}.", f"{pointer}/branches/{index}")
            for index, branch in enumerate(node.branches)
        ]
        return self.joined(node, ends, node.merge, signal, path)

    def auxiliary(self, node: Auxiliary, signal: Signal, path: str, pointer: str) -> Signal:
        """The head beside the trunk; the trunk passes through."""
        self.series(node.head, signal, f"{path}.head.", f"{pointer}/head")
        return Signal(path, signal.shape, signal.field)

    def joined(self, node: Combinator, ends: list[Signal], how: str, signal: Signal, path: str) -> Signal:
        """The merge of several ways."""
        shape, field = merged([(end.shape, end.field) for end in ends], how, node.kind)
        self.budget.spend(Budget(activation_bytes=prod(shape) * FLOAT_BYTES))
        return Signal(path, shape, field)


def out_shape(layer: Layer, shape: Shape, strict: bool) -> Shape:
    """The layer's output under the size rule; raises ShapeProblem."""
    out = layer.out_shape(shape)
    if strict and isinstance(layer, Sliding):
        layer.check_remainder(shape)
    return out


def checked(field: Field) -> Field:
    """The field itself; raises ShapeProblem (`field_too_wide`) beyond what is a number to every reader of JSON."""
    if any(axis.size > MAX_FIELD or (axis.stride or 0) > MAX_FIELD for axis in (field.height, field.width)):
        detail = f"one unit would depend on more than {MAX_FIELD:,} pixels along one axis"
        raise ShapeProblem("field_too_wide", detail, limit=MAX_FIELD)
    return field


def through(layer: Layer, signal: Signal, out: Shape) -> Field:
    """The field behind a layer: through what it reads, or over all positions where that is the whole map."""
    if len(signal.shape) == 1:
        return signal.field
    sides = signal.shape[1], signal.shape[2]
    if len(out) == 1:
        return signal.field.over_all(*sides)
    reach = layer.reach(signal.shape)
    return signal.field.through(reach) if reach else signal.field.everywhere(*sides)
