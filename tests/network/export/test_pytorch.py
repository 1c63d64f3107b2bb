"""What a written file looks like."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from app.network.export.names import attributes, class_name, file_name, is_automatic
from app.network.export.pytorch import Statistics, pytorch_source
from app.network.imports.source import read_source
from app.network.parse import parse_network
from app.network.presets import load_preset
from app.network.spec import NetworkSpec

GOLDEN = Path(__file__).parent / "golden"


def network(layers: list[Any], **more: Any) -> NetworkSpec:
    """These layers over a picture of three channels."""
    picture = {"channels": 3, "height": 16, "width": 16}
    return parse_network({"name": "Small", "input": picture, "layers": layers, **more})


def conv(channels: int, **more: Any) -> dict[str, Any]:
    return {"kind": "conv2d", "out_channels": channels, "padding": 1, **more}


def block(channels: int, inner: int, **more: Any) -> dict[str, Any]:
    return {"kind": "residual", "body": [conv(inner), {"kind": "relu"}, conv(channels)], **more}


def classes(text: str) -> dict[str, str]:
    """The source of each class of a file."""
    found = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    return {node.name: ast.get_source_segment(text, node) or "" for node in found}


@pytest.mark.parametrize("name", ["lenet5", "small-all-conv"])
def test_presets_read_as_an_engineer_would_write_them(name: str) -> None:
    """Kept as files, so that every change of the form is seen and judged by eye."""
    spec = load_preset(name).spec
    assert spec is not None
    assert pytorch_source(spec).text == (GOLDEN / f"{name}.txt").read_text()


def test_blocks_that_differ_in_numbers_share_a_class() -> None:
    text = pytorch_source(network([conv(8), block(8, 4), block(8, 6), conv(16), block(16, 5)])).text
    found = classes(text)
    assert list(found) == ["ResidualBlock", "Small"]
    assert "def __init__(self, in_channels: int, channels: int) -> None:" in found["ResidualBlock"]
    assert "self.residual_1 = ResidualBlock(8, 4)" in found["Small"]
    assert "self.residual_4 = ResidualBlock(16, 5)" in found["Small"]
    assert (
        "nn.Conv2d(in_channels, channels, 3, padding=1),  # (B, channels, 16, 16)" in found["ResidualBlock"]
    )


def test_blocks_that_differ_in_more_have_classes_of_their_own() -> None:
    other = {"kind": "residual", "body": [conv(8)]}
    found = classes(
        pytorch_source(network([conv(8), block(8, 4), other, block(8, 4, shortcut=[conv(8)])])).text
    )
    assert list(found) == ["ResidualBlock", "ResidualBlock2", "ProjectionBlock", "Small"]


def test_a_block_over_maps_and_one_over_a_vector_have_classes_of_their_own() -> None:
    alike: dict[str, Any] = {"kind": "residual", "body": [{"kind": "identity"}]}
    spec = network([alike, {"kind": "flatten"}, alike])
    written = pytorch_source(spec).text
    assert {name for name in classes(written) if "Residual" in name} == {"ResidualBlock", "ResidualBlock2"}
    assert read_source(written) == spec


def test_a_block_with_too_many_numbers_is_written_out() -> None:
    def wide(base: int) -> dict[str, Any]:
        return {"kind": "parallel", "branches": [[conv(base + i * i)] for i in range(12)]}

    found = classes(pytorch_source(network([wide(1), {"kind": "conv2d", "out_channels": 3}, wide(2)])).text)
    assert list(found) == ["ParallelBlock", "ParallelBlock2", "Small"]


def test_only_what_is_used_is_imported_and_written_out() -> None:
    plain = pytorch_source(network([conv(4)])).text
    assert "functional" not in plain
    assert list(classes(plain)) == ["Small"]
    pooled = pytorch_source(network([{"kind": "l2_pool2d"}])).text
    assert list(classes(pooled)) == ["L2Pool2d", "Small"]
    assert "from torch.nn import functional as F" in pooled


def test_the_normalisation_is_stated() -> None:
    assert "return pixels / 255 - 0.5" in pytorch_source(network([conv(4)])).text
    assert "return pixels / 255\n" in pytorch_source(network([conv(4)], normalize="none")).text
    spec = network([conv(4)], normalize="standard")
    text = pytorch_source(spec, Statistics((0.1, 0.2, 0.3), (0.4, 0.5, 0.6))).text
    assert "MEAN = (0.1, 0.2, 0.3)\nSTD = (0.4, 0.5, 0.6)\n" in text
    assert "put in your data's" in pytorch_source(spec).text


def test_keys_are_paths_but_for_unnamed_nodes_at_the_top() -> None:
    written = pytorch_source(network([conv(4), conv(4, name="c"), block(4, 2), {"kind": "relu"}]))
    assert written.rename("0.weight") == "conv2d_0.weight"
    assert written.rename("c.bias") == "c.bias"
    assert written.rename("2.body.0.weight") == "residual_2.body.0.weight"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LeNet-5", "LeNet5"),
        ("tiny vgg", "TinyVgg"),
        ("784-30-10", "Network7843010"),
        ("", "Network"),
        ("Сеть", "Network"),
        ("None", "NoneNetwork"),
        ("Tensor", "TensorNetwork"),
        ("l2 pool2d", "L2Pool2dNetwork"),
        ("x'\"\\", "X"),
    ],
)
def test_the_class_is_called_after_the_network(name: str, expected: str) -> None:
    assert class_name(network([conv(4)], name=name), {"L2Pool2d"}) == expected


def test_attributes_never_collide() -> None:
    spec = network([conv(4), conv(4, name="conv2d_0"), conv(4, name="conv2d_0_")])
    assert attributes(spec.layers) == {0: "conv2d_0__", 1: "conv2d_0", 2: "conv2d_0_"}
    assert is_automatic("conv2d_0__", "conv2d", 0)
    assert not is_automatic("conv2d_0", "conv2d", 1)


def test_files_are_called_after_the_network() -> None:
    assert file_name(network([conv(4)], name="LeNet-5 (1998)")) == "lenet-5-1998"
    assert file_name(network([conv(4)], name="../Сеть")) == "network"


def test_a_given_name_that_looks_automatic_comes_back() -> None:
    spec = network([conv(4, name="conv2d_0"), conv(4), conv(4, name="conv2d_1")])
    assert read_source(pytorch_source(spec).text) == spec


def test_a_name_cannot_leave_its_quotes() -> None:
    name = '"""\\\'; import os #'
    text = pytorch_source(network([conv(4)], name=name)).text
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)  # type: ignore[attr-defined]
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign)
    }
    assert constants["NAME"] == name
    assert json.dumps(constants["INPUT_SHAPE"]) == "[3, 16, 16]"
