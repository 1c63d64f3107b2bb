"""A file that would give another output than its network is never handed out."""

import pytest
import torch
from torch import nn

from app.engine.export import (
    difference,
    fresh,
    onnx_and_tried,
    renamed,
    run_source,
    shaken,
    trained,
    untrained,
    weights_file,
    written_and_tried,
)
from app.errors import ExportMismatch
from app.network.export.pytorch import pytorch_source
from app.network.parse import parse_network

SPEC = parse_network(
    {
        "input": {"channels": 1, "height": 8, "width": 8},
        "layers": [
            {"kind": "conv2d", "out_channels": 3},
            {"kind": "batch_norm2d"},
            {"kind": "relu", "name": "a"},
            {"kind": "flatten"},
            {"kind": "linear", "name": "out", "out_features": 4},
        ],
    }
)


def test_equal_networks_have_no_difference() -> None:
    module = shaken(fresh(SPEC))
    assert difference(module, trained(SPEC, module.state_dict()), SPEC) == 0


def test_another_weight_is_a_mismatch() -> None:
    module, other = fresh(SPEC), fresh(SPEC)
    with torch.no_grad():
        other.get_submodule("out").bias[2] += 1e-3  # type: ignore[operator,index,union-attr]
    with pytest.raises(ExportMismatch):
        difference(module, other, SPEC)


def test_another_shape_is_a_mismatch() -> None:
    module = fresh(SPEC)
    with pytest.raises(ExportMismatch):
        difference(module, lambda images: module(images)[:, :1], SPEC)


def test_numbers_that_are_not_finite_must_be_so_in_both() -> None:
    module, other = fresh(SPEC), fresh(SPEC)
    for part in (module, other):
        part.get_submodule("out").bias.data[0] = float("inf")  # type: ignore[union-attr,operator]
    assert difference(module, other, SPEC) == 0
    with pytest.raises(ExportMismatch):
        difference(module, fresh(SPEC), SPEC)


def test_shaking_moves_every_tensor_from_where_a_mix_up_would_hide() -> None:
    before, after = fresh(SPEC).state_dict(), shaken(fresh(SPEC)).state_dict()
    for name, tensor in after.items():
        if tensor.is_floating_point():
            assert (tensor != before[name]).all()
            assert tensor.unique().numel() == tensor.numel()


def test_weights_load_strictly_into_the_written_module() -> None:
    from safetensors.torch import load

    module = shaken(fresh(SPEC))
    raw, largest = weights_file(SPEC, module, {"note": "x"})
    network = run_source(pytorch_source(SPEC), load(raw))
    assert largest == 0
    assert set(load(raw)) == set(renamed(pytorch_source(SPEC), module)) == set(network.state_dict())
    assert isinstance(network, nn.Module)


def test_onnx_keeps_batch_normalisation_and_names() -> None:
    import onnx

    raw, largest = onnx_and_tried(SPEC, shaken(fresh(SPEC)), {"normalize": "half"})
    graph = onnx.load_model_from_string(raw).graph
    assert [node.op_type for node in graph.node] == ["Conv", "BatchNormalization", "Relu", "Flatten", "Gemm"]
    assert [node.name for node in graph.node] == ["0", "1", "a", "3", "out"]
    assert {"0.weight", "1.running_var", "out.bias"} <= {tensor.name for tensor in graph.initializer}
    assert largest <= 1e-5


@pytest.mark.parametrize("own", [{"fixed": True}, {}], ids=["own-tensors", "plain"])
def test_large_networks_are_tried_too(own: dict[str, bool]) -> None:
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": 25_000}, {"kind": "linear", **own}]
    spec = parse_network({"layers": layers, "input": {"channels": 1, "height": 30, "width": 30}})
    assert written_and_tried(spec, untrained(spec))[1] == 0
