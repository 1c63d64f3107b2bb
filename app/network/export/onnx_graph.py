"""A network as ONNX operators, as each layer declares them. No torch: whoever writes a file brings the weights."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from app.layers import Layer, Shape
from app.layers.operators import Constant, Operator, Output, Weight, X
from app.network.export.parts import Part
from app.network.spec import Parallel
from app.network.walk import parts as ways_of


class Graph:
    """The operators and tensors so far. The value that a node gives is called `/` and its path.

    `weight(path, name, shape)` gives a tensor of a node's module, in the layer's own shape for None; `tensor(name,
    array)` makes of it, or of a constant's array, what is kept in `tensors`.
    """

    def __init__(
        self, weight: Callable[[str, str, Shape | None], Any], tensor: Callable[[str, Any], Any]
    ) -> None:
        self._weight, self._made = weight, tensor
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._known: set[str] = set()

    def series(self, parts: Sequence[Part], value: str, prefix: str) -> str:
        """Write a list of nodes; gives the name of its output."""
        for part in parts:
            value = self._part(part, value, f"{prefix}{part.node.name or part.index}")
        return value

    def end(self, value: str) -> None:
        """Call the value that the last operator gives `output`."""
        if self.nodes and self.nodes[-1].output[0] == value:
            self.nodes[-1].output[0] = "output"
        else:
            self._write("Identity", [value], "output", "output", {})

    def _part(self, part: Part, value: str, path: str) -> str:
        node = part.node
        if isinstance(node, Layer):
            return self._layer(node, part, value, path)
        if node.kind == "auxiliary":
            return value
        segments = [segment for segment, _, _ in ways_of(node)]
        ends = [
            self.series(way, value, f"{path}.{segment}.")
            for way, segment in zip(part.ways, segments, strict=True)
        ]
        concat = isinstance(node, Parallel) and node.merge == "concat"
        kind = "Concat" if concat else "Add" if node.kind == "residual" else "Sum"
        self._write(kind, ends, f"/{path}", path, {"axis": 1} if concat else {})
        return f"/{path}"

    def _layer(self, layer: Layer, part: Part, value: str, path: str) -> str:
        operators = layer.operators(part.before)
        outputs: list[str] = []
        for index, operator in enumerate(operators):
            last = index == len(operators) - 1
            name = path if last else f"{path}/{index}"
            inputs = list(self._inputs(operator, value, outputs, path))
            outputs.append(f"/{name}")
            self._write(operator.kind, inputs, outputs[-1], name, operator.attributes)
        return outputs[-1]

    def _inputs(self, operator: Operator, value: str, outputs: list[str], path: str) -> Iterator[str]:
        for given in operator.inputs:
            match given:
                case Weight(name, shape):
                    yield self._tensor(f"{path}.{name}", self._weight(path, name, shape))
                case Constant():
                    yield self._tensor(f"{path}/{len(self.tensors)}", _constant(given))
                case Output(place):
                    yield outputs[place]
                case _:
                    yield value if given == X else given

    def _tensor(self, name: str, array: Any) -> str:
        if name not in self._known:
            self._known.add(name)
            self.tensors.append(self._made(name, array))
        return name

    def _write(
        self, kind: str, inputs: Sequence[str], output: str, name: str, attributes: Mapping[str, Any]
    ) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name, **attributes))


def _constant(constant: Constant) -> np.ndarray[Any, Any]:
    array = np.array(constant.values)
    array = array if constant.shape is None else np.full(constant.shape, array)
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int64)
