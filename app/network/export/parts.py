"""The nodes of a network with the shapes that they take and give, as export writes them down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.layers import Layer, Shape
from app.network.spec import Node, Parallel
from app.network.walk import parts as ways_of


@dataclass(frozen=True, eq=False)
class Part:
    """One node of a list; `ways` are the lists inside a combinator, in the order of `walk.parts`."""

    node: Node
    index: int
    before: Shape
    after: Shape
    ways: tuple[tuple["Part", ...], ...] = ()

    @property
    def height(self) -> int:
        """0 for a layer, 1 for a combinator of layers alone, and so on."""
        if isinstance(self.node, Layer):
            return 0
        return 1 + max((part.height for way in self.ways for part in way), default=0)

    @property
    def folds(self) -> bool:
        """Does it change values alone? Then it is read together with what precedes it."""
        layer = self.node
        return isinstance(layer, Layer) and layer.local and not layer.window() and self.before == self.after


def series(nodes: Sequence[Node], shape: Shape) -> tuple[Part, ...]:
    """The parts of a list of nodes that gets this shape. The network must have been analysed."""
    found: list[Part] = []
    for index, node in enumerate(nodes):
        found.append(_part(node, index, shape))
        shape = found[-1].after
    return tuple(found)


def _part(node: Node, index: int, shape: Shape) -> Part:
    if isinstance(node, Layer):
        return Part(node, index, shape, node.out_shape(shape))
    ways = tuple(series(nodes, shape) for _, _, nodes in ways_of(node))
    return Part(node, index, shape, _joined(node, [end(way, shape) for way in ways], shape), ways)


def _joined(node: Node, ends: Sequence[Shape], shape: Shape) -> Shape:
    if node.kind == "auxiliary":
        return shape
    if isinstance(node, Parallel) and node.merge == "concat":
        return (sum(one[0] for one in ends), *ends[0][1:])
    return ends[0]


def end(way: Sequence[Part], shape: Shape) -> Shape:
    """What a list of parts gives; an empty one passes its input on."""
    return way[-1].after if way else shape


def combinators(parts: Sequence[Part]) -> Iterator[Part]:
    """Every combinator in a list of parts, those inside others included."""
    for part in parts:
        for way in part.ways:
            yield from combinators(way)
        if part.height:
            yield part
