"""The lectures' numbers of the networks in `models/`."""

import json
from itertools import pairwise
from math import prod
from pathlib import Path

import pytest

from app.network.presets import load_preset
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.network.summary import analyze

FOLDER = Path(__file__).parent.parent / "golden"
GOLDEN = {
    vector["id"]: vector
    for name in ("geometry", "networks")
    for vector in json.loads((FOLDER / f"{name}.json").read_text())["vectors"]
}


def spec_of(preset: str) -> NetworkSpec:
    """The network of a preset."""
    spec = load_preset(preset).spec
    assert spec is not None
    return spec


def summary(preset: str) -> NetworkSummary:
    """Its analysis."""
    return analyze(spec_of(preset))


def counts(preset: str) -> dict[str, int]:
    """Parameters by path."""
    return {node.path: node.params for node in summary(preset).nodes}


@pytest.mark.parametrize(
    ("vector", "preset"),
    [
        ("params-alexnet-two-gpu", "alexnet"),
        ("params-alexnet-single", "alexnet-1gpu"),
        ("params-alexnet-torchvision", "alexnet-torchvision"),
        ("params-vgg16", "vgg16"),
        ("params-lenet5-modern", "lenet5"),
    ],
)
def test_parameters_layer_by_layer(vector: str, preset: str) -> None:
    expected = GOLDEN[vector]["expected"]
    assert [count for count in counts(preset).values() if count] == expected["layers"]
    assert summary(preset).total.params == expected["total"]


@pytest.mark.parametrize(
    ("vector", "preset"),
    [("sizes-alexnet", "alexnet"), ("sizes-alexnet", "alexnet-1gpu"), ("sizes-vgg16", "vgg16")],
)
def test_sizes_of_convolutions_and_pools(vector: str, preset: str) -> None:
    nodes = [node for node in summary(preset).nodes if node.kind in ("conv2d", "max_pool2d")]
    assert [node.out_shape[1] for node in nodes] == GOLDEN[vector]["expected"]


def test_googlenets_counts() -> None:
    vector = GOLDEN["params-googlenet"]
    found, expected = counts("googlenet"), vector["expected"]
    assert sum(found[path] for path in ("conv1", "conv2_reduce", "conv2")) == expected["stem"]
    assert {name: found[f"inception_{name}"] for name in expected["modules"]} == expected["modules"]
    assert (found["aux1"], found["aux2"], found["fc"]) == (
        expected["aux1"],
        expected["aux2"],
        expected["classifier"],
    )
    total = summary("googlenet").total
    assert total.params == expected["total_with_aux"]
    assert total.inference.params == expected["total_inference"]
    assert total.inference.params - found["fc"] == expected["conv_with_bias"]


def test_googlenets_widths() -> None:
    """In, and what the branches give: #1×1, #3×3, #5×5, pool proj."""
    nodes = {node.path: node for node in summary("googlenet").nodes}
    for name, (channels, one, _, three, _, five, pooled) in GOLDEN["params-googlenet"]["inputs"][
        "inception"
    ].items():
        module = nodes[f"inception_{name}"]
        assert module.in_shape[0] == channels
        assert [part.out_shape[0] for part in module.parts] == [one, three, five, pooled]


def test_googlenet_with_batch_normalisation() -> None:
    expected = GOLDEN["params-googlenet-torchvision"]["expected"]
    assert summary("googlenet-bn").total.params == expected["total"]
    assert expected["total"] - counts("googlenet-bn")["fc"] == expected["body"]


def test_googlenets_table() -> None:
    """Every row's output, and the depth of 22: convolutions one after another, and the classifier."""
    rows = ["conv1", "pool1", "conv2", "pool2", "inception_3a", "inception_3b", "pool3", "inception_4a"]
    rows += ["inception_4b", "inception_4c", "inception_4d", "inception_4e", "pool4", "inception_5a"]
    rows += ["inception_5b", "pool5", "drop", "fc", "softmax"]
    nodes = {node.path: node for node in summary("googlenet").nodes}
    expected = GOLDEN["googlenet-table"]["expected"]
    for path, (_, _, (height, width, depth), layers) in zip(rows, expected["rows"], strict=True):
        assert (*nodes[path].out_shape, 1, 1)[:3] == (depth, height, width)
        inside = [node for node in nodes.values() if node.path.startswith(f"{path}.branches.1.")]
        own = [nodes["conv2_reduce"]] if path == "conv2" else []
        weighted = [node for node in [nodes[path], *inside, *own] if node.kind in ("conv2d", "linear")]
        assert len(weighted) == layers
    assert sum(layers for *_, layers in expected["rows"]) == expected["depth_sum"] == 22


@pytest.mark.parametrize("depth", ["18", "34", "50", "101", "152"])
def test_resnets(depth: str) -> None:
    found = summary(f"resnet{depth}")
    assert found.total.params == GOLDEN["params-resnet"]["expected"][depth]
    main_path = [
        node for node in found.nodes if node.kind in ("conv2d", "linear") and ".shortcut." not in node.path
    ]
    assert len(main_path) == GOLDEN["resnet-depth-names"]["expected"][depth]
    assert [node.out_shape[1:] for node in found.nodes if node.kind == "residual"][-1] == (7, 7)
    blocks = [
        sum(node.path.startswith(f"conv{stage}_") for node in found.nodes if node.kind == "residual")
        for stage in (2, 3, 4, 5)
    ]
    assert blocks == GOLDEN["params-resnet"]["inputs"][depth]["blocks"]


@pytest.mark.parametrize(
    ("preset", "depth"),
    [
        ("resnet20", 20),
        ("resnet32", 32),
        ("resnet56", 56),
        ("plain20", 20),
        ("plain56", 56),
        ("plain18", 18),
        ("plain34", 34),
    ],
)
def test_depths_of_the_others(preset: str, depth: int) -> None:
    weighted = [node for node in summary(preset).nodes if node.kind in ("conv2d", "linear")]
    assert len(weighted) == depth


def test_sizes_of_the_famous_compared() -> None:
    inputs, expected = GOLDEN["params-compare"]["inputs"], GOLDEN["params-compare"]["expected"]
    found = {
        name: summary(name).total.inference.params for name in ("alexnet", "vgg16", "googlenet", "resnet50")
    }
    found["lenet5"] = summary("lenet5-1998").total.params
    assert found == inputs
    assert found["alexnet"] / found["googlenet"] == pytest.approx(expected["alexnet_over_googlenet"])
    assert found["vgg16"] / found["googlenet"] == pytest.approx(expected["vgg_over_googlenet"])
    assert found["vgg16"] / found["alexnet"] == pytest.approx(expected["vgg_over_alexnet"])
    assert found["alexnet"] / found["lenet5"] == pytest.approx(expected["alexnet_over_lenet"])


@pytest.mark.parametrize(
    ("preset", "vector", "depth"),
    [
        ("inception-naive", "inception-naive-ops", "naive"),
        ("inception-reduced", "inception-reduced-ops", "reduced"),
    ],
)
def test_operations_of_the_inception_modules(preset: str, vector: str, depth: str) -> None:
    found, expected = summary(preset), GOLDEN[vector]["expected"]
    assert sorted(node.macs for node in found.nodes if node.kind == "conv2d") == sorted(expected["terms"])
    assert found.total.macs == expected["total"]
    assert found.output_shape == (GOLDEN["inception-output-depth"]["expected"][depth], 28, 28)


def test_the_autoencoders_bottleneck() -> None:
    vector = GOLDEN["autoencoder-784-32"]
    found = counts("autoencoder-fc")
    assert [found["encoder"], found["decoder"]] == vector["expected"]["layers"]
    assert sum(found.values()) == vector["expected"]["total"]
    sizes = [
        node.out_shape[0]
        for node in summary("autoencoder-fc").nodes
        if node.path in ("flatten", "code", "decoder")
    ]
    assert sizes == vector["inputs"]["sizes"]


def test_the_perceptrons_photocells() -> None:
    height, width, channels = GOLDEN["mark1-400"]["inputs"]["shape"]
    spec = spec_of("perceptron")
    assert spec.input.shape == (channels, height, width)
    assert summary("perceptron").nodes[0].out_shape == (GOLDEN["mark1-400"]["expected"]["numbers"],)


def test_the_convolutional_autoencoder_gives_pictures_of_its_inputs_size() -> None:
    found = summary("autoencoder-conv")
    assert found.output_shape == spec_of("autoencoder-conv").input.shape
    assert min(prod(node.out_shape) for node in found.nodes) == 7 * 7 * 8


def test_the_neocognitron_is_a_sandwich() -> None:
    names = [layer.name for layer in spec_of("neocognitron").layers if layer.kind != "relu"]
    assert names == ["s1", "c1", "s2", "c2", "s3", "c3"]


def test_every_layer_of_a_dense_block_sees_all_before_it() -> None:
    widths = [node.out_shape[0] for node in summary("dense-block").nodes if node.kind == "parallel"]
    assert [after - before for before, after in pairwise([16, *widths])] == [12, 12, 12]
