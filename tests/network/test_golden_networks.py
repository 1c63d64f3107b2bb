"""The lectures' counts of networks and their parts, through the analysis; `test_golden_presets` has `models/`."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.network.parse import parse_network
from app.network.presets import load_preset
from app.network.report import NetworkSummary
from app.network.summary import analyze

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "networks.json").read_text())["vectors"]
Layers = list[dict[str, Any]]


def vectors(operation: str) -> list[Any]:
    """The vectors of an operation, named."""
    return [pytest.param(v["inputs"], v["expected"], id=v["id"]) for v in GOLDEN if v["op"] == operation]


def summary(layers: Layers, channels: int, height: int, width: int) -> NetworkSummary:
    """The analysis of a list of layers."""
    picture = {"channels": channels, "height": height, "width": width}
    return analyze(parse_network({"input": picture, "layers": layers}))


def conv(out: int, kernel: int, **more: Any) -> dict[str, Any]:
    """A convolution padded to keep the size at stride 1."""
    return {"kind": "conv2d", "out_channels": out, "kernel_size": kernel, "padding": kernel // 2, **more}


def pool(kernel: int, stride: int, **more: Any) -> dict[str, Any]:
    """A max pool."""
    return {"kind": "max_pool2d", "kernel_size": kernel, "stride": stride, **more}


def linear(out: int) -> dict[str, Any]:
    """A fully connected layer."""
    return {"kind": "linear", "out_features": out}


FLATTEN, MEAN = {"kind": "flatten"}, {"kind": "global_avg_pool"}


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_vs_fc"))
def test_a_convolution_against_the_full_connection_that_would_do_the_same(inputs: Any, expected: Any) -> None:
    node = summary([conv(1, inputs["k"])], 1, inputs["H"], inputs["W"]).nodes[0]
    assert node.params == expected["conv_params"]
    assert node.dense_equivalent is not None
    assert node.dense_equivalent.weights == expected["fc_weights"]
    assert node.dense_equivalent.params == expected["fc_params_with_bias"]
    assert node.dense_equivalent.count == "(90000 + 1)·90000 = 8100090000"


def test_of_the_full_connections_weights_most_are_zero_and_the_rest_shared() -> None:
    vectors = json.loads((Path(__file__).parent.parent / "golden" / "layers.json").read_text())["vectors"]
    (vector,) = [one for one in vectors if one["op"] == "conv_as_matrix"]
    height, width = vector["inputs"]["input"]
    layer = {"kind": "conv2d", "out_channels": 1, "kernel_size": len(vector["inputs"]["w"]), "bias": False}
    node = summary([layer], 1, height, width).nodes[0]
    expected = vector["expected"]
    assert node.dense_equivalent is not None
    assert node.dense_equivalent.weights == expected["nonzeros"] + expected["zeros"]
    assert node.params == expected["free_parameters"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_vs_fc_mnist"))
def test_a_convolution_against_a_full_connection(inputs: Any, expected: Any) -> None:
    maps = summary([conv(inputs["maps"], inputs["k"])], 1, 28, 28).total.params
    dense = summary([FLATTEN, linear(inputs["hidden"])], 1, 28, 28).total.params
    assert (maps, dense) == (expected["conv_params"], expected["fc_params"])
    assert dense / maps == pytest.approx(expected["ratio"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("nielsen_cnn"))
def test_the_lectures_first_cnn(inputs: Any, expected: Any) -> None:
    spec = load_preset("nielsen-cnn").spec
    assert spec is not None
    for maps in inputs["maps"]:
        layers = spec.model_dump(mode="json", exclude_none=True)["layers"]
        layers[0]["out_channels"] = maps
        found = {node.path: node for node in summary(layers, 1, inputs["input"], inputs["input"]).nodes}
        counts = expected[str(maps)]
        assert (found["conv"].params, found["output"].params) == (counts["conv"], counts["fc"])
        assert found["flatten"].out_shape == (counts["pooled"],)
        assert sum(node.params for node in found.values()) == counts["total"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("gap_vs_flatten"))
def test_global_means_spare_weights(inputs: Any, expected: Any) -> None:
    size = (inputs["c"], inputs["h"], inputs["w"])
    assert summary([MEAN, linear(inputs["classes"])], *size).total.params == expected["gap_fc_params"]
    assert summary([FLATTEN, linear(inputs["classes"])], *size).total.params == expected["flatten_fc_params"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("params_lenet5_original"))
def test_lenet5_as_printed(inputs: Any, expected: Any) -> None:
    spec = load_preset("lenet5-1998").spec
    assert spec is not None
    found = {node.path: node.params for node in analyze(spec).nodes}
    paths = {"C1": "c1", "S2": "s2_scale", "C3": "c3", "S4": "s4_scale", "C5": "c5", "F6": "f6"}
    assert {name: found[path] for name, path in paths.items()} == expected["layers"]
    assert sum(found.values()) == expected["total"]
    table = next(layer for layer in spec.layers if layer.name == "c3").model_dump()["connections"]
    sizes = [len(row) for row in table]
    assert [[sizes.count(length), length] for length in (3, 4, 6)] == [
        [inputs["c3_table"][0][0], 3],
        [sum(count for count, length in inputs["c3_table"] if length == 4), 4],
        [inputs["c3_table"][3][0], 6],
    ]


def inception(pooled: int, ways: list[int]) -> dict[str, Any]:
    """A module of GoogLeNet: 1×1; 1×1 → 3×3; 1×1 → 5×5; pool → 1×1 (0: no reduction)."""
    one, three_reduced, three, five_reduced, five = ways
    branches = [
        [conv(one, 1)],
        [*([conv(three_reduced, 1)] if three_reduced else []), conv(three, 3)],
        [*([conv(five_reduced, 1)] if five_reduced else []), conv(five, 5)],
        [pool(3, 1, padding=1), *([conv(pooled, 1)] if pooled else [])],
    ]
    return {"kind": "parallel", "branches": branches}


@pytest.mark.parametrize(("inputs", "expected"), vectors("params_googlenet"))
def test_modules_of_googlenet(inputs: Any, expected: Any) -> None:
    for name, (channels, *ways, pooled) in inputs["inception"].items():
        found = summary([inception(pooled, ways)], channels, 7, 7)
        assert found.total.params == expected["modules"][name]
        assert found.output_shape[0] == ways[0] + ways[2] + ways[4] + pooled


@pytest.mark.parametrize(("inputs", "expected"), vectors("ops_ratio"))
def test_what_the_reductions_of_inception_save(inputs: Any, expected: Any) -> None:
    """By branch, as the slides list them: 1×1, 3×3, 5×5; then with 1×1 reductions and behind the pool."""
    naive = summary([inception(0, [128, 0, 192, 0, 96])], 256, 28, 28).nodes[-1]
    reduced = summary([inception(64, [128, 64, 192, 64, 96])], 256, 28, 28).nodes[-1]
    assert [part.macs for part in naive.parts] == [25_690_112, 346_816_512, 481_689_600, 0]
    assert [part.macs for part in reduced.parts] == [
        25_690_112,
        12_845_056 + 86_704_128,
        12_845_056 + 120_422_400,
        12_845_056,
    ]
    assert (naive.macs, reduced.macs) == (inputs["naive"], inputs["reduced"])
    assert naive.macs / reduced.macs == pytest.approx(expected["ratio"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("text_cnn"))
def test_a_network_for_texts(inputs: Any, expected: Any) -> None:
    """Words × embedding; filters as wide as the embedding, the maximum over time."""
    words, width = inputs["words"], inputs["embed"]
    branches = [
        [
            {"kind": "conv2d", "out_channels": inputs["filters_each"], "kernel_size": [height, width]},
            {"kind": "relu"},
            {"kind": "global_max_pool"},
        ]
        for height in inputs["heights"]
    ]
    table = {"kind": "embedding", "num_embeddings": 100, "embedding_dim": width}
    found = summary([table, {"kind": "parallel", "branches": branches}], 1, words, 1)
    maps = [node for node in found.nodes if node.kind == "conv2d"]
    assert [node.out_shape[1:] for node in maps] == [(length, 1) for length in expected["map_lengths"]]
    assert [node.params for node in maps] == expected["params"]
    assert found.total.params == 100 * width + expected["total"]
    assert found.output_shape == (expected["features"],)
    assert [node.variants for node in maps] == [["full_width"]] * len(maps)
    assert [node.receptive_field.size for node in maps] == [(height, 1) for height in inputs["heights"]]


@pytest.mark.parametrize(("inputs", "expected"), vectors("inception_depth"))
def test_depth_of_concatenations(inputs: Any, expected: Any) -> None:
    for name, pooled in (("naive", 0), ("reduced", inputs["reduced"][3])):
        one, three, five, _ = inputs[name]
        found = summary([inception(pooled, [one, 64, three, 64, five])], 256, 28, 28)
        assert found.output_shape == (expected[name], 28, 28)
