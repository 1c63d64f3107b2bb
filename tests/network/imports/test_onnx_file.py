"""ONNX files of others: those of torch's exporter come back, what is not understood is named, broken ones refused."""

import io
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from app.engine.build import build
from app.errors import InvalidInput
from app.network.imports.errors import NotUnderstood
from app.network.imports.onnx_file import MAX_OPERATORS, read_onnx
from app.network.imports.sizes import Size, SizeNeeded


class Block(nn.Module):
    """A residual block beside a branch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.side = nn.Conv2d(4, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([torch.relu(self.conv(x)) + x, self.side(x)], 1)


def exported(module: nn.Module, shape: Sequence[int]) -> bytes:
    """What torch's own exporter makes of a module."""
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (torch.randn(1, *shape),), target, dynamo=False)
    return target.getvalue()


NETWORKS = {
    "lenet": nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 8, 5, stride=2),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(8 * 5 * 5, 10),
        nn.Softmax(1),
    ),
    "block": nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False), nn.MaxPool2d(3, 2, 1, ceil_mode=True), Block(), nn.Sigmoid()
    ),
    "matmul": nn.Sequential(nn.Flatten(), nn.Linear(784, 5, bias=False), nn.ReLU(), nn.Linear(5, 3)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_of_torchs_exporter_is_the_same_network(name: str) -> None:
    torch.manual_seed(0)
    oracle = NETWORKS[name].eval()
    spec = read_onnx(exported(oracle, (1, 28, 28)))
    assert spec.input.shape == (1, 28, 28)
    module = build(spec).eval()
    given = list(oracle.state_dict().values())
    module.load_state_dict(dict(zip(module.state_dict(), given, strict=True)))
    images = torch.randn(2, 1, 28, 28)
    with torch.no_grad():
        assert torch.allclose(module(images), oracle(images), atol=1e-5)


def file(
    nodes: Sequence[Any],
    tensors: dict[str, np.ndarray[Any, Any]] | None = None,
    shape: Sequence[Any] = ("batch", 1, 8, 8),
) -> bytes:
    """A file with these operators from `x` to `y`."""
    graph = helper.make_graph(
        list(nodes),
        "drawn",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in (tensors or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    return bytes(model.SerializeToString())


def node(kind: str, inputs: str = "x", outputs: str = "y", **attributes: Any) -> Any:
    """An operator; names apart by blanks."""
    return helper.make_node(kind, inputs.split(), outputs.split(), name="n", **attributes)


WEIGHT = np.zeros((2, 1, 3, 3), np.float32)


def test_padding_before_a_convolution_belongs_to_it() -> None:
    pads = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    nodes = [node("Pad", "x p", "a", mode="reflect"), node("Conv", "a w")]
    (layer,) = read_onnx(file(nodes, {"p": pads, "w": WEIGHT})).layers
    assert layer.model_dump(exclude_defaults=True) == {
        "out_channels": 2,
        "padding": 1,
        "padding_mode": "reflect",
        "bias": False,
    }


def test_a_product_and_a_sum_are_a_fully_connected_layer() -> None:
    nodes = [node("Flatten", "x", "a"), node("MatMul", "a w", "b"), node("Add", "b c")]
    tensors = {"w": np.zeros((64, 3), np.float32), "c": np.zeros(3, np.float32)}
    _, layer = read_onnx(file(nodes, tensors)).layers
    assert (layer.kind, layer.model_dump()["out_features"], layer.model_dump()["bias"]) == ("linear", 3, True)


@pytest.mark.parametrize(
    ("nodes", "tensors", "says"),
    [
        ([node("LSTM")], {}, r"n \(LSTM\)"),
        ([node("Conv", "x w", strides=[1])], {"w": WEIGHT}, "strides"),
        ([node("Conv", "x w", auto_pad="SAME_LOWER")], {"w": WEIGHT}, "auto_pad"),
        ([node("Conv", "x w", pads=[0, 0, 1, 1])], {"w": WEIGHT}, "differs between"),
        ([node("Conv", "x w")], {"w": np.zeros((2, 4, 3, 3), np.float32)}, "in_channels = 4, but gets 1"),
        ([node("Conv", "x x")], {}, "two axes"),
        ([node("Concat", "x x", axis=0)], {}, "over the channels"),
        ([node("Relu", "z")], {}, "on these inputs"),
        ([node("Relu", "x", "a")], {}, "nothing in the graph gives its output"),
        ([node("Softmax", axis=2)], {}, "features"),
        ([node("Relu", "x", "y", domain="com.else")], {}, "not supported"),
        ([node("Add", "x c")], {"c": np.zeros(1, np.float32)}, "adding a constant"),
    ],
)
def test_what_is_not_understood_is_named(nodes: Any, tensors: Any, says: str) -> None:
    with pytest.raises(NotUnderstood, match=says):
        read_onnx(file(nodes, tensors))


def test_the_size_is_asked_for_where_the_file_leaves_it_open() -> None:
    raw = file([node("Relu")], shape=("batch", 1, "height", "width"))
    with pytest.raises(SizeNeeded):
        read_onnx(raw)
    assert read_onnx(raw, Size(height=9, width=7)).input.shape == (1, 9, 7)


def test_names_of_weights_name_layers() -> None:
    nodes = [
        node("Conv", "x features.0.weight", "a"),
        node("Flatten", "a", "b"),
        node("Gemm", "b head.weight", transB=1),
    ]
    tensors = {"features.0.weight": WEIGHT, "head.weight": np.zeros((3, 72), np.float32)}
    assert [layer.name for layer in read_onnx(file(nodes, tensors)).layers] == ["features_0", None, "head"]


def test_broken_files_are_refused() -> None:
    raw = file([node("Conv", "x w")], {"w": WEIGHT})
    for broken in (
        b"",
        b"\x08",
        raw[: len(raw) // 2],
        raw.replace(b"Conv", b"C\xff\xfen"),
        b"\x08\x0a" * 1000,
    ):
        with pytest.raises(InvalidInput):
            read_onnx(broken)


def test_weights_outside_the_file_are_not_looked_for() -> None:
    model = onnx.load_model_from_string(file([node("Reshape", "x s")], {"s": np.array([1, 64])}))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    with pytest.raises(NotUnderstood, match="reshaping"):
        read_onnx(model.SerializeToString())


def test_a_graph_may_not_have_too_many_operators() -> None:
    many = [node("Relu", "x" if i == 0 else f"v{i}", f"v{i + 1}") for i in range(MAX_OPERATORS + 1)]
    with pytest.raises(NotUnderstood, match="at most"):
        read_onnx(file(many))


def test_a_tensor_that_claims_to_be_huge_takes_no_memory() -> None:
    model = onnx.load_model_from_string(file([node("Reshape", "x s")], {"s": np.array([1, 64])}))
    del model.graph.initializer[0].dims[:]
    model.graph.initializer[0].dims.extend([10**15])
    with pytest.raises(NotUnderstood, match="reshaping"):
        read_onnx(model.SerializeToString())
