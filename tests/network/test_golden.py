"""The lectures' numbers, through the analysis."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidNetwork
from app.network.parse import parse_network
from app.network.summary import NetworkSummary, analyze

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "geometry.json").read_text())["vectors"]


def vectors(*operations: str) -> list[Any]:
    """The vectors of these operations, named."""
    return [pytest.param(v["inputs"], v["expected"], id=v["id"]) for v in GOLDEN if v["op"] in operations]


def summary(
    layers: list[dict[str, Any]], channels: int = 1, height: int = 64, width: int = 64, **more: Any
) -> Any:
    """The analysis of a list of layers."""
    picture = {"channels": channels, "height": height, "width": width}
    return analyze(parse_network({"name": "", "input": picture, "layers": layers, **more}))


def conv(kernel: Any, out: int = 1, **more: Any) -> dict[str, Any]:
    """A convolution."""
    return {"kind": "conv2d", "kernel_size": kernel, "out_channels": out, **more}


def sizes(found: NetworkSummary) -> list[int]:
    """The heights, node by node."""
    return [node.out_shape[1] for node in found.nodes]


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_out_size"))
def test_output_size(inputs: Any, expected: Any) -> None:
    layer = conv(inputs["F"], stride=inputs["S"], padding=inputs["P"])
    found = summary([layer], height=inputs["N"], width=inputs["N"])
    assert sizes(found) == [expected["floor"]]
    warned = [warning for warning in found.warnings if warning.code == "does_not_fit"]
    assert bool(warned) != expected["fits"]
    if expected["fits"]:
        assert sizes(summary([layer], height=inputs["N"], width=inputs["N"], size_rule="strict")) == [
            expected["strict"]
        ]
    else:
        assert warned[0].params["exact"] == pytest.approx(expected["exact"], abs=1e-4)
        with pytest.raises(InvalidNetwork, match="does not fit"):
            summary([layer], height=inputs["N"], width=inputs["N"], size_rule="strict")


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_out_size"))
def test_ceil_rule_of_pools(inputs: Any, expected: Any) -> None:
    if inputs["P"] * 2 > inputs["F"]:
        return
    pool = {"kind": "max_pool2d", "kernel_size": inputs["F"], "stride": inputs["S"], "padding": inputs["P"]}
    found = summary([{**pool, "ceil_mode": True}], height=inputs["N"], width=inputs["N"])
    begins_in_padding = (expected["ceil"] - 1) * inputs["S"] >= inputs["N"] + inputs["P"]
    assert sizes(found) == [expected["ceil"] - begins_in_padding]


@pytest.mark.parametrize(("inputs", "expected"), vectors("size_chain"))
def test_chains_of_sizes(inputs: Any, expected: Any) -> None:
    layers = [conv(layer["F"], stride=layer["S"], padding=layer["P"]) for layer in inputs["layers"]]
    assert sizes(summary(layers, height=inputs["N"], width=inputs["N"])) == expected


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_volume"))
def test_volumes(inputs: Any, expected: Any) -> None:
    padding = [inputs["pad_h"], inputs["pad_w"]]
    layer = conv([inputs["H_k"], inputs["W_k"]], inputs["C_out"], stride=inputs["stride"], padding=padding)
    found = summary([layer], inputs["C_in"], inputs["H"], inputs["W"])
    width, height, channels = expected
    assert found.output_shape == (channels, height, width)


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_params"))
def test_parameters_of_a_convolution(inputs: Any, expected: int) -> None:
    for stride, padding in ((1, 0), (2, 1)):
        layer = conv(
            [inputs["kh"], inputs["kw"]], inputs["c_out"], bias=inputs["bias"], stride=stride, padding=padding
        )
        found = summary([layer], inputs["c_in"])
        assert found.total.params == expected
        assert found.nodes[0].count is not None
        assert found.nodes[0].count.endswith(f"= {expected}")


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_params_table"))
def test_table_of_parameters(inputs: Any, expected: Any) -> None:
    found = [
        summary([conv([kh, kw], out)], channels).total.params for kh, kw, channels, out in inputs["cases"]
    ]
    assert found == expected


@pytest.mark.parametrize(("inputs", "expected"), vectors("fc_params"))
def test_fully_connected(inputs: Any, expected: Any) -> None:
    first, *others = inputs["sizes"]
    layers = [{"kind": "flatten"}, *({"kind": "linear", "out_features": size} for size in others)]
    found = summary(layers, height=1, width=first)
    assert [node.params for node in found.nodes[1:]] == expected["layers"]
    assert found.total.params == expected["total"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("params_seq"))
def test_whole_networks(inputs: Any, expected: Any) -> None:
    convolutions = inputs["convs"]
    channels = convolutions[0][1]
    layers: list[dict[str, Any]] = []
    for kernel, groups_of, out in convolutions:
        layers.append(conv(kernel, out, padding="same", groups=channels // groups_of))
        channels = out
    counts = [node.params for node in summary(layers, convolutions[0][1], 16, 16).nodes]
    first, *others = inputs["fcs"]
    dense = [{"kind": "flatten"}, *({"kind": "linear", "out_features": size} for size in others)]
    counts += [node.params for node in summary(dense, height=1, width=first).nodes[1:]]
    assert counts == expected["layers"]
    assert sum(counts) == expected["total"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("conv_ops"))
def test_operations(inputs: Any, expected: Any) -> None:
    terms = []
    for height, width, out, kernel, channels in inputs["layers"]:
        terms.append(summary([conv(kernel, out, padding="same")], channels, height, width).total.macs)
    assert terms == expected["terms"]
    assert sum(terms) == expected["total"]


def fields(chain: list[list[int]]) -> list[int]:
    """The receptive field behind each [kernel, stride]."""
    found = summary([conv(kernel, stride=stride) for kernel, stride in chain], height=400, width=400)
    return [node.receptive_field.size[0] for node in found.nodes]


@pytest.mark.parametrize(("inputs", "expected"), vectors("rf_chain"))
def test_receptive_fields(inputs: Any, expected: Any) -> None:
    assert fields(inputs["layers"]) == expected


@pytest.mark.parametrize(("inputs", "expected"), vectors("rf_chain_sj"))
def test_strides_make_fields_grow(inputs: Any, expected: Any) -> None:
    assert fields(inputs["a"]) == expected["a"]
    assert fields(inputs["b"]) == expected["b"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("rf_layers_needed"))
def test_depth_for_a_field(inputs: Any, expected: Any) -> None:
    found = fields([[inputs["k"], 1]] * expected["layers"])
    assert found[-2:] == [expected["rf_one_less"], expected["rf"]]
    assert found[-2] < inputs["target"] <= found[-1]


@pytest.mark.parametrize(("inputs", "expected"), vectors("rf_three_3x3"))
def test_three_small_kernels_see_as_one_large(inputs: Any, expected: Any) -> None:
    assert fields([[3, 1]] * 3)[-1] == fields([[7, 1]])[-1] == expected["rf"]
    for channels, three, seven in zip(
        inputs["C"], expected["weights_three"], expected["weights_7x7"], strict=True
    ):
        thrice = summary([conv(3, channels, bias=False, padding=1)] * 3, channels, 8, 8)
        once = summary([conv(7, channels, bias=False, padding=3)], channels, 8, 8)
        assert (thrice.total.params, once.total.params) == (three, seven)


@pytest.mark.parametrize(("inputs", "expected"), vectors("tensor_shape_pool"))
def test_pools_keep_the_maps(inputs: Any, expected: Any) -> None:
    pool = {"kind": "max_pool2d", "kernel_size": inputs["k"], "stride": inputs["s"]}
    assert list(summary([pool], *inputs["shape"]).output_shape) == expected


@pytest.mark.parametrize(("inputs", "expected"), vectors("tensor_size"))
def test_pictures_unrolled(inputs: Any, expected: Any) -> None:
    height, width, channels = inputs["shape"]
    found = summary([{"kind": "flatten"}], channels, height, width)
    assert found.output_shape == (expected["numbers"],)
