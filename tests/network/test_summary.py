"""The analysis as `POST /networks/analyze` answers it; numbers from the papers or counted by hand."""

import subprocess
import sys
from typing import Any

import pytest

from app.errors import InvalidInput, InvalidNetwork
from app.network.parse import parse_network
from app.network.presets import load_preset
from app.network.report import NetworkSummary, NodeSummary
from app.network.summary import analyze


def summary(*layers: dict[str, Any], size: tuple[int, int, int] = (1, 8, 8), **more: Any) -> NetworkSummary:
    """The analysis of a network of these layers."""
    picture = dict(zip(("channels", "height", "width"), size, strict=True))
    return analyze(parse_network({"input": picture, "layers": list(layers), **more}))


def conv(out: int, kernel: int = 3, **more: Any) -> dict[str, Any]:
    """A convolution that keeps the size."""
    return {"kind": "conv2d", "out_channels": out, "kernel_size": kernel, "padding": "same", **more}


def node(found: NetworkSummary, path: str) -> NodeSummary:
    """One node's numbers."""
    return next(one for one in found.nodes if one.path == path)


def lenet5() -> NetworkSummary:
    """The modern LeNet-5."""
    spec = load_preset("lenet5").spec
    assert spec is not None
    return analyze(spec)


def test_lenet5s_first_layer_reads_as_the_contract_prints_it() -> None:
    assert node(lenet5(), "c1").model_dump(mode="json") == {
        "path": "c1",
        "kind": "conv2d",
        "title": "Convolution",
        "in_shape": [1, 28, 28],
        "out_shape": [6, 28, 28],
        "params": 156,
        "macs": 117600,
        "activation_bytes": 18816,
        "size": {"height": "(28 + 2·2 − 5)/1 + 1 = 28", "width": "(28 + 2·2 − 5)/1 + 1 = 28"},
        "count": "(5·5·1 + 1)·6 = 156",
        "operations": "28·28·6·5·5·1 = 117600",
        "receptive_field": {"size": [5, 5], "stride": [1.0, 1.0], "start": [-2, -2]},
        "inputs": ["input"],
        "window": {
            "kernel": [5, 5],
            "stride": [1, 1],
            "padding": [2, 2],
            "padding_end": [2, 2],
            "dilation": [1, 1],
            "ceil": False,
        },
        "stage": "local",
        "params_detail": {"weight": [6, 1, 5, 5], "bias": [6]},
        "variants": [],
        "reach": {"first": [-2.0, -2.0], "last": [2.0, 2.0], "step": [1.0, 1.0]},
        "channel_groups": 1,
        "dense_equivalent": {
            "weights": 784 * 4704,
            "params": 785 * 4704,
            "count": "(784 + 1)·4704 = 3692640",
        },
        "parts": [],
    }


def test_lenet5_totals() -> None:
    total = lenet5().total
    assert (total.params, total.macs) == (61_706, 416_520)
    assert total.inference.model_dump() == {"params": 61_706, "macs": 416_520}
    outputs = 2 * 6 * 28 * 28 + 6 * 14 * 14 + 2 * 16 * 10 * 10 + 2 * 16 * 5 * 5 + 2 * 120 + 2 * 84 + 10
    assert total.activation_bytes == 4 * outputs


def test_training_memory_counts_weights_gradients_optimiser_and_the_batch() -> None:
    spec = parse_network({"layers": [{"kind": "flatten"}, {"kind": "linear"}]})
    params, outputs = 7850, 784 + 10
    for optimizer, kept in (("sgd", 1), ("adam", 2)):
        found = analyze(spec, 32, optimizer).total
        assert found.training_bytes == 4 * params * (2 + kept) + 32 * 2 * 4 * outputs


def test_an_unknown_optimiser_is_told_the_nearest() -> None:
    with pytest.raises(InvalidInput, match="did you mean adam") as caught:
        analyze(parse_network({"layers": [{"kind": "relu"}]}), 1, "adm")
    assert caught.value.code == "unknown"


def test_stages_are_local_until_the_vector() -> None:
    found = summary(conv(2), {"kind": "dropout"}, {"kind": "flatten"}, {"kind": "relu"})
    assert [one.stage for one in found.nodes] == ["local", "local", "global", "global"]


def test_a_residual_block_reads_its_two_ways_and_sums_its_parts() -> None:
    block = {"kind": "residual", "name": "r", "body": [conv(4), {"kind": "relu", "name": "act"}]}
    found = summary(conv(4, name="stem"), block)
    assert [one.path for one in found.nodes] == ["stem", "r.body.0", "r.body.act", "r"]
    merge = node(found, "r")
    assert merge.inputs == ["r.body.act", "stem"]
    assert merge.params == node(found, "r.body.0").params == (3 * 3 * 4 + 1) * 4
    assert merge.out_shape == (4, 8, 8)
    assert merge.activation_bytes == 4 * 4 * 8 * 8
    assert found.total.params == merge.params + (3 * 3 * 1 + 1) * 4


def test_branches_are_stacked_and_their_fields_united() -> None:
    branches = [
        [conv(2, 1)],
        [conv(3, 5)],
        [{"kind": "max_pool2d", "kernel_size": 3, "stride": 1, "padding": 1}],
        [],
    ]
    found = summary({"kind": "parallel", "branches": branches}, size=(1, 8, 8))
    merge = node(found, "0")
    assert merge.inputs == ["0.branches.0.0", "0.branches.1.0", "0.branches.2.0", "input"]
    assert merge.out_shape == (2 + 3 + 1 + 1, 8, 8)
    assert merge.count == "4 + 78 = 82"
    assert merge.receptive_field.model_dump() == {"size": (5, 5), "stride": (1.0, 1.0), "start": (-2, -2)}


def test_an_auxiliary_head_counts_in_training_alone() -> None:
    head = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
    found = summary(conv(1), {"kind": "auxiliary", "name": "aux", "head": head}, {"kind": "relu"})
    assert node(found, "aux").out_shape == node(found, "aux").in_shape == (1, 8, 8)
    assert node(found, "aux").activation_bytes == 0
    assert node(found, "aux").inputs == ["0"]
    assert node(found, "2").inputs == ["aux"]
    assert (found.total.params, found.total.inference.params) == (10 + 650, 10)
    assert (found.total.macs, found.total.inference.macs) == (9 * 64 + 640, 9 * 64)


def test_a_global_mean_sees_the_whole_picture() -> None:
    found = summary(conv(2), {"kind": "global_avg_pool"})
    assert found.nodes[-1].receptive_field.model_dump() == {
        "size": (10, 10),
        "stride": None,
        "start": (-1, -1),
    }


def test_branches_that_move_unlike_do_not_merge() -> None:
    """Both end in 1×1, but one unit steps by four pixels and the other by one."""
    branches = [
        [{"kind": "max_pool2d", "kernel_size": 4}],
        [{"kind": "conv2d", "kernel_size": 4, "out_channels": 1}],
    ]
    with pytest.raises(InvalidNetwork) as caught:
        summary({"kind": "parallel", "branches": branches}, size=(1, 4, 4))
    assert caught.value.code == "shape"
    assert caught.value.errors[0].params["reason"] == "stride_mismatch"


def test_what_precedes_the_problem_is_summed_up() -> None:
    with pytest.raises(InvalidNetwork) as caught:
        summary(conv(2), {"kind": "residual", "body": [conv(3)]}, {"kind": "relu"})
    partial: NetworkSummary = caught.value.partial
    assert [one.path for one in partial.nodes] == ["0", "1.body.0"]
    assert partial.total.params == 20 + 57
    assert partial.output_shape == (3, 8, 8)
    entry = caught.value.errors[0]
    assert (entry.path, entry.pointer) == ("1", "/layers/1")
    assert "3×8×8, 2×8×8" in entry.detail


def test_sizes_that_do_not_fit_are_warned_of_with_the_arithmetic() -> None:
    found = summary({"kind": "max_pool2d", "kernel_size": 3}, size=(1, 8, 9))
    (warning,) = found.warnings
    assert (warning.code, warning.path, warning.pointer) == ("does_not_fit", "0", "/layers/0")
    assert warning.params == {
        "axis": "height",
        "formula": "(8 − 3)/3 + 1 = 2.667 → 2",
        "exact": 2.6667,
        "out": 2,
        "floor": 2,
        "ceil": 3,
        "lost": 2,
        "lost_rows": 2,
        "lost_columns": 0,
        "overhang": 0,
    }


def test_padding_that_is_lost_costs_no_pixel_of_the_image() -> None:
    """GoogLeNet's first layer: of 224 + 2·3 the last column of padding is not read."""
    (warning,) = summary(conv(64, 7, padding=3, stride=2), size=(3, 224, 224)).warnings
    assert (warning.params["exact"], warning.params["lost"]) == (112.5, 1)
    assert (warning.params["lost_rows"], warning.params["lost_columns"]) == (0, 0)


def test_rounded_up_nothing_is_lost_and_the_last_window_sticks_out() -> None:
    pool = {"kind": "max_pool2d", "kernel_size": 3, "stride": 2, "ceil_mode": True}
    (warning,) = summary(pool, size=(1, 112, 112)).warnings
    numbers = [warning.params[name] for name in ("out", "floor", "ceil", "lost_rows", "overhang")]
    assert numbers == [56, 55, 56, 0, 1]


def test_the_strict_rule_says_what_would_be_lost() -> None:
    pool = {"kind": "max_pool2d", "kernel_size": 3}
    with pytest.raises(InvalidNetwork) as caught:
        summary(pool, size=(1, 7, 8), size_rule="strict")
    params = caught.value.errors[0].params
    assert (params["exact"], params["lost_rows"], params["lost_columns"]) == ("2.333", 1, 2)
    stuck = caught.value.partial.stuck
    assert (stuck.path, stuck.in_shape, stuck.window.kernel) == ("0", (1, 7, 8), (3, 3))


@pytest.mark.parametrize(
    ("settings", "size", "names"),
    [
        ({"kernel_size": 1}, (6, 8, 8), ["pointwise"]),
        ({"kernel_size": 3, "groups": 6, "out_channels": 12}, (6, 8, 8), ["depthwise"]),
        ({"kernel_size": 3, "groups": 2, "out_channels": 4}, (6, 8, 8), ["grouped"]),
        ({"kernel_size": [3, 1]}, (1, 8, 8), ["over_height"]),
        ({"kernel_size": [1, 3]}, (1, 8, 8), ["over_width"]),
        ({"kernel_size": [3, 5]}, (1, 7, 5), ["full_width"]),
        ({"kernel_size": [5, 3]}, (1, 5, 7), ["full_height"]),
        ({"kernel_size": 5}, (16, 5, 5), ["whole_map"]),
        ({"kernel_size": 3, "dilation": 2}, (1, 8, 8), ["dilated"]),
        ({"kernel_size": 3}, (1, 8, 8), []),
        ({"kernel_size": [3, 1]}, (1, 8, 1), ["over_height"]),
    ],
)
def test_settings_that_have_a_name(settings: Any, size: tuple[int, int, int], names: list[str]) -> None:
    found = summary({"kind": "conv2d", **settings}, size=size)
    assert found.nodes[0].variants == names


def test_each_way_through_a_combinator_is_counted_for_itself() -> None:
    branches = [[conv(2, 1)], [conv(3, 3), conv(4, 5)], []]
    found = summary({"kind": "parallel", "branches": branches}, size=(1, 8, 8)).nodes[-1]
    first, second, identity = found.parts
    assert [part.part for part in found.parts] == ["branches.0", "branches.1", "branches.2"]
    assert (first.params, first.macs, first.out_shape) == (4, 64 * 2, (2, 8, 8))
    assert (second.params, second.macs) == (30 + (5 * 5 * 3 + 1) * 4, 64 * (27 + 5 * 5 * 3 * 4))
    assert second.activation_bytes == 4 * 64 * (3 + 4)
    assert (identity.params, identity.macs, identity.out_shape) == (0, 0, (1, 8, 8))
    assert found.macs == first.macs + second.macs
    assert found.operations == f"{first.macs} + {64 * 27} + {64 * 300} = {found.macs}"


def test_a_prediction_keeps_what_is_still_to_be_read() -> None:
    """A plain chain keeps an input and an output; a shortcut keeps the block's input besides."""
    size, image = 4 * 64, 4 * 64
    chain = summary(conv(4, bias=False), {"kind": "relu"}, conv(2, bias=False), size=(1, 8, 8))
    assert chain.total.inference_bytes == 4 * (36 + 72) + 8 * size
    block = {"kind": "residual", "body": [{"kind": "relu"}, {"kind": "relu"}]}
    assert summary(block, size=(1, 8, 8)).total.inference_bytes == 3 * image
    spec = parse_network({"input": {"channels": 1, "height": 8, "width": 8}, "layers": [block]})
    assert analyze(spec, 10).total.inference_bytes == 10 * 3 * image


def test_a_prediction_has_no_auxiliary_head() -> None:
    head = [{"kind": "flatten"}, {"kind": "linear", "out_features": 1000}]
    with_head = summary({"kind": "relu"}, {"kind": "auxiliary", "head": head}, {"kind": "relu"})
    without = summary({"kind": "relu"}, {"kind": "relu"})
    assert with_head.total.inference_bytes == without.total.inference_bytes == 2 * 4 * 64


def test_strides_that_skip_pixels_are_warned_of() -> None:
    found = summary(conv(1, 1, padding=0, stride=2), size=(1, 9, 9))
    assert [(one.code, one.params) for one in found.warnings] == [
        ("stride_over_kernel", {"stride": 2, "extent": 1})
    ]


def test_softmax_belongs_at_an_end() -> None:
    head = [{"kind": "flatten"}, {"kind": "softmax", "name": "fine"}]
    flat = [{"kind": "flatten"}, {"kind": "softmax", "name": "early"}, {"kind": "relu"}, {"kind": "softmax"}]
    found = summary({"kind": "auxiliary", "head": head}, *flat)
    assert [(one.code, one.path) for one in found.warnings] == [("softmax_inside", "early")]


def test_the_analysis_needs_no_torch() -> None:
    check = "import sys, app.catalogue, app.network.presets, app.network.summary; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)
