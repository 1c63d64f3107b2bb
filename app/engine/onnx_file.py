"""A network with its weights as an ONNX file, written operator by operator as each layer declares.

torch's own exporters are not used: they take seconds (2.6 s for a small network, against milliseconds), fold batch
normalisation away, and drop what ONNX has no word for (the divisor of an average pool) without saying so. What is
written here keeps the nodes' paths as names, and `verify` compares its output with the network's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import Tensor, nn

from app.layers import Layer
from app.layers.operators import OPSET, Constant, Operator, Output, Weight, X
from app.network.export.parts import Part, series
from app.network.spec import NetworkSpec, Parallel
from app.network.walk import parts as ways_of

if TYPE_CHECKING:
    import onnx

IR_VERSION = 10
PRODUCER = "CNN Playground"


def onnx_file(spec: NetworkSpec, module: nn.Module, metadata: Mapping[str, str]) -> "onnx.ModelProto":
    """The graph: `input` float32 (batch, C, H, W), normalised, to `output`. Auxiliary heads are left out.

    `metadata` goes into the file as it is. The description must have been analysed.
    """
    from onnx import TensorProto, helper

    graph = _Graph(module)
    parts = series(spec.layers, spec.input.shape)
    graph.end(graph.series(parts, "input", ""))
    ends = {"input": spec.input.shape, "output": parts[-1].after}
    inputs, outputs = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
        for name, shape in ends.items()
    )
    made = helper.make_graph(graph.nodes, spec.name or "network", [inputs], [outputs], graph.tensors)
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name=PRODUCER,
    )
    helper.set_model_props(model, dict(metadata))
    return model


class _Graph:
    """The operators and tensors so far. The value that a node gives is called `/` and its path."""

    def __init__(self, module: nn.Module) -> None:
        self._module = module
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
                    array = _array(self._module, path, name)
                    yield self._tensor(f"{path}.{name}", array if shape is None else array.reshape(shape))
                case Constant():
                    yield self._tensor(f"{path}/{len(self.tensors)}", _constant(given))
                case Output(place):
                    yield outputs[place]
                case _:
                    yield value if given == X else given

    def _tensor(self, name: str, array: np.ndarray[Any, Any]) -> str:
        from onnx import numpy_helper

        if name not in self._known:
            self._known.add(name)
            self.tensors.append(numpy_helper.from_array(array, name))
        return name

    def _write(
        self, kind: str, inputs: Sequence[str], output: str, name: str, attributes: Mapping[str, Any]
    ) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name, **attributes))


def _array(module: nn.Module, path: str, name: str) -> np.ndarray[Any, Any]:
    tensor = getattr(module.get_submodule(path), name)
    assert isinstance(tensor, Tensor)
    array: np.ndarray[Any, Any] = tensor.detach().cpu().contiguous().numpy()
    return array


def _constant(constant: Constant) -> np.ndarray[Any, Any]:
    array = np.array(constant.values)
    array = array if constant.shape is None else np.full(constant.shape, array)
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int64)
