"""What losses read: the network's end, and those of its auxiliary heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.network.report import NetworkSummary
from app.network.spec import Auxiliary, NetworkSpec, Node
from app.network.walk import named, places


@dataclass(frozen=True)
class End:
    """A list of layers that ends in scores: `pointer` into the request, `shape` of what comes out.

    `path` is that of a head's last node; None for the network itself.
    """

    layers: Sequence[Node]
    pointer: str
    shape: tuple[int, ...]
    path: str | None = None


def ends(spec: NetworkSpec, summary: NetworkSummary) -> Iterator[End]:
    """The network's own, then those of its heads."""
    shapes = {node.path: node.out_shape for node in summary.nodes}
    yield End(spec.layers, "/network/layers", summary.output_shape)
    for place in places(spec):
        if isinstance(place.node, Auxiliary):
            path, _ = named(place.node.head, f"{place.path}.head.")[-1]
            yield End(place.node.head, f"/network{place.pointer}/head", shapes[path], path)
