import jsonpointer
import pytest
from torch import nn

from app.engine.build import build
from app.errors import NotFound
from app.network.parse import parse_network
from app.network.walk import node_at, places

SPEC = parse_network(
    {
        "layers": [
            {"kind": "relu", "name": "first"},
            {"kind": "residual", "body": [{"kind": "tanh"}, {"kind": "relu", "name": "r"}]},
            {"kind": "parallel", "name": "p", "branches": [[], [{"kind": "relu"}]], "merge": "add"},
            {"kind": "auxiliary", "head": [{"kind": "flatten"}]},
        ]
    }
)
PATHS = ["first", "1.body.0", "1.body.r", "1", "p.branches.1.0", "p", "3.head.0", "3"]


def test_nodes_come_in_order_of_execution() -> None:
    assert [place.path for place in places(SPEC)] == PATHS


def test_pointers_lead_to_the_nodes() -> None:
    document = SPEC.model_dump(mode="json")
    for place in places(SPEC):
        assert jsonpointer.resolve_pointer(document, place.pointer)["kind"] == place.node.kind


def test_paths_are_those_of_the_built_module() -> None:
    module = build(SPEC)
    assert all(isinstance(module.get_submodule(path), nn.Module) for path in PATHS)


def test_a_node_is_found_by_its_path() -> None:
    assert node_at(SPEC, "1.body.r").kind == "relu"
    with pytest.raises(NotFound) as caught:
        node_at(SPEC, "1.body")
    assert caught.value.code == "unknown_path"
