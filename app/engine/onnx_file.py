"""A network with its weights as an ONNX file, written operator by operator as each layer declares.

torch's own exporters are not used: they take seconds (2.6 s for a small network, against milliseconds), fold batch
normalisation away, and drop what ONNX has no word for (the divisor of an average pool) without saying so. What is
written here keeps the nodes' paths as names, and `verify` compares its output with the network's.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import Tensor, nn

from app.layers import Shape
from app.layers.operators import OPSET
from app.network.export.onnx_graph import Graph
from app.network.export.parts import series
from app.network.spec import NetworkSpec

if TYPE_CHECKING:
    import onnx

IR_VERSION = 10
PRODUCER = "CNN Playground"


def onnx_file(spec: NetworkSpec, module: nn.Module, metadata: Mapping[str, str]) -> "onnx.ModelProto":
    """The graph: `input` float32 (batch, C, H, W), normalised, to `output`. Auxiliary heads are left out.

    `metadata` goes into the file as it is. The description must have been analysed.
    """
    from onnx import TensorProto, helper, numpy_helper

    graph = Graph(
        lambda path, name, shape: _array(module, path, name, shape),
        lambda name, array: numpy_helper.from_array(array, name),
    )
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


def _array(module: nn.Module, path: str, name: str, shape: Shape | None) -> np.ndarray[Any, Any]:
    tensor = getattr(module.get_submodule(path), name)
    assert isinstance(tensor, Tensor)
    array: np.ndarray[Any, Any] = tensor.detach().cpu().contiguous().numpy()
    return array if shape is None else array.reshape(shape)
