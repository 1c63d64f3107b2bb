"""The description that our own ONNX files carry, where it is that of the graph.

An embedding is four operators there, a table of connections a dense weight, and auxiliary heads are left out: of the
graph alone such layers do not come back. The file comes from strangers, so its description is believed only where the
graph that it would be written as is the graph of the file, operator by operator.
"""

from typing import TYPE_CHECKING, Any

from app.errors import PlaygroundError
from app.layers import Shape
from app.network.export.onnx_graph import Graph
from app.network.export.parts import series
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.strict_json import loads

if TYPE_CHECKING:
    from onnx import ModelProto

MOST_TEXT = 256 * 1024


def described(model: "ModelProto") -> NetworkSpec | None:
    """The described network; None where there is none, or where it is another than the graph's."""
    text = next((one.value for one in model.metadata_props if one.key == "network"), "")
    if not text or len(text) > MOST_TEXT:
        return None
    try:
        spec = parse_network(loads(text.encode()))
        shapes = {node.path: node.params_detail for node in analyze(spec).nodes}
    except PlaygroundError:
        return None
    return spec if _is_graph(spec, shapes, model) else None


def _is_graph(spec: NetworkSpec, params: dict[str, Any], model: "ModelProto") -> bool:
    """Would the network be written as this graph? Shapes of tensors that are no parameters are not compared."""

    def known(path: str, name: str, shape: Shape | None) -> Shape | None:
        found = params.get(path, {}).get(name)
        return shape or (None if found is None else tuple(found))

    def noted(name: str, value: Any) -> tuple[str, Shape | None]:
        return name, value if value is None or isinstance(value, tuple) else value.shape

    graph = Graph(known, noted)
    graph.end(graph.series(series(spec.layers, spec.input.shape), "input", ""))
    if len(graph.nodes) != len(model.graph.node) or len(graph.tensors) != len(model.graph.initializer):
        return False
    alike = all(ours == theirs for ours, theirs in zip(graph.nodes, model.graph.node, strict=True))
    given = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    sizes = [side.dim_value for side in model.graph.input[0].type.tensor_type.shape.dim]
    fits = all(name in given and shape in (None, given[name]) for name, shape in graph.tensors)
    return alike and fits and sizes[1:] == list(spec.input.shape)
