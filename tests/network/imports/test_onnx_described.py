"""Our own ONNX files carry a description: it is believed where it is that of the graph, and nowhere else."""

import json
from typing import Any

import onnx
import pytest
from onnx import helper

from app.engine.export import fresh, onnx_and_tried
from app.network.imports.errors import NotUnderstood
from app.network.imports.onnx_file import read_onnx
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.porting.writing import facts

SPEC: dict[str, Any] = {
    "name": "steps",
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
        {"kind": "heaviside"},
        {"kind": "adaptive_avg_pool2d", "output_size": 2},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 3},
    ],
}


def written(spec: NetworkSpec) -> onnx.ModelProto:
    return onnx.load_model_from_string(onnx_and_tried(spec, fresh(spec), facts(spec, None))[0])


def read(model: onnx.ModelProto, description: str) -> NetworkSpec:
    """The file with this description in the place of its own."""
    kept = {one.key: one.value for one in model.metadata_props}
    helper.set_model_props(model, {**kept, "network": description})
    return read_onnx(model.SerializeToString())


def test_what_the_graph_alone_does_not_tell_comes_back() -> None:
    spec = parse_network(SPEC)
    assert read_onnx(written(spec).SerializeToString()) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"out_channels": 5},
        {"kernel_size": 5, "padding": 1},
        {"bias": False},
        {"name": "c2"},
        {"kind": "conv_transpose2d"},
    ],
)
def test_a_description_of_another_network_is_not_believed(change: dict[str, Any]) -> None:
    layers = [{"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3}, {"kind": "relu"}]
    spec = parse_network({"layers": layers})
    other = {"layers": [{**layers[0], **change}, layers[1]]}
    assert read(written(spec), json.dumps(other)) == spec


@pytest.mark.parametrize(
    "text",
    ["", "3", "{", "NaN", '{"layers": []}', '{"layers": [{"kind": "x"}]}', "[" * 100_000, " " * 300_000],
)
def test_a_damaged_description_is_passed_over(text: str) -> None:
    spec = parse_network({"layers": [{"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3}]})
    assert read(written(spec), text) == spec


def test_without_its_description_the_operators_that_are_no_layer_are_named() -> None:
    with pytest.raises(NotUnderstood):
        read(written(parse_network(SPEC)), "")
