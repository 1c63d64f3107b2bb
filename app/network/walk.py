"""Walk over the tree: every node with its path and its place in the description."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.errors import NotFound
from app.network.spec import Auxiliary, Combinator, NetworkSpec, Node, Parallel, Residual


@dataclass(frozen=True)
class Place:
    """A node, its path (as in torch's `named_modules()`) and its JSON Pointer in the description."""

    node: Node
    path: str
    pointer: str
    depth: int


def parts(node: Node | Combinator) -> list[tuple[str, str, Sequence[Node]]]:
    """The lists inside a combinator: (path segment, pointer segment, nodes)."""
    if isinstance(node, Residual):
        return [("body", "body", node.body), ("shortcut", "shortcut", node.shortcut)]
    if isinstance(node, Parallel):
        return [(f"branches.{i}", f"branches/{i}", branch) for i, branch in enumerate(node.branches)]
    if isinstance(node, Auxiliary):
        return [("head", "head", node.head)]
    return []


def named(nodes: Sequence[Node], prefix: str = "") -> list[tuple[str, Node]]:
    """The nodes of a list with their paths: the name, or the index where there is none."""
    return [(f"{prefix}{node.name or index}", node) for index, node in enumerate(nodes)]


def walk(nodes: Sequence[Node], path: str = "", pointer: str = "/layers", depth: int = 1) -> Iterator[Place]:
    """Every node in order of execution, a combinator after the nodes inside it."""
    for index, (own, node) in enumerate(named(nodes, path)):
        place = f"{pointer}/{index}"
        for segment, segment_pointer, inner in parts(node):
            yield from walk(inner, f"{own}.{segment}.", f"{place}/{segment_pointer}", depth + 1)
        yield Place(node, own, place, depth)


def places(spec: NetworkSpec) -> Iterator[Place]:
    """Every node of a network."""
    return walk(spec.layers)


def node_at(spec: NetworkSpec, path: str) -> Node:
    """The node of a path; raises NotFound (`unknown_path`)."""
    for place in places(spec):
        if place.path == path:
            return place.node
    raise NotFound("the network has no node of this path", code="unknown_path")
