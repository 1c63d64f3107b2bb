"""How descriptions are read; the table of bad ones is `tests/faults/test_networks.py`."""

import json
from typing import Any

import pytest
from torch import nn

from app import strict_json
from app.errors import (
    ErrorEntry,
    InvalidInput,
    InvalidNetwork,
    PlaygroundError,
    Repair,
    problem_of,
)
from app.network.parse import parse_network
from app.network.reserved import MODULE_ATTRIBUTES
from app.network.spec import NetworkSpec
from app.network.summary import analyze


def spec(**more: Any) -> dict[str, Any]:
    """A small network as JSON would give it."""
    layers = [{"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3}, {"kind": "relu"}]
    return {"name": "n", "input": {"channels": 1, "height": 8, "width": 8}, "layers": layers, **more}


def with_field(field: str, value: Any) -> dict[str, Any]:
    """The network with one setting of its convolution changed."""
    document = spec()
    document["layers"][0][field] = value
    return document


def refused(document: Any) -> PlaygroundError:
    """The error that a document gets."""
    with pytest.raises(PlaygroundError) as caught:
        analyze(parse_network(document))
    return caught.value


def test_pairs_are_read_and_checked() -> None:
    document = with_field("kernel_size", [3, 2])
    assert analyze(parse_network(document)).output_shape == (4, 6, 7)
    assert refused(with_field("kernel_size", [3, 0])).status == 422
    assert refused(with_field("kernel_size", [3, 3, 3])).status == 422


def test_reserved_names_are_those_of_torch() -> None:
    own = {name for name in dir(nn.Module()) if not name.startswith("_")}
    assert own | {"list", "add"} <= MODULE_ATTRIBUTES


def test_names_for_people_are_composed() -> None:
    assert parse_network(spec(name="Cafe\u0301 сеть")).name == "Café сеть"


def test_twins_are_refused_wherever_they_are() -> None:
    twin = {"kind": "relu", "name": "a"}
    for layers in ([twin, twin], [{"kind": "residual", "body": [twin, twin]}]):
        error = refused(spec(layers=layers))
        assert error.code == "duplicate"
    apart = [{"kind": "residual", "body": [twin]}, twin]
    assert analyze(parse_network(spec(layers=apart))).nodes[0].path == "0.body.a"


@pytest.mark.parametrize("document", [None, 1, "x", [], {}, {"layers": 3}, {"layers": [1]}, {"layers": [{}]}])
def test_what_is_no_network(document: Any) -> None:
    assert refused(document).status == 422


def test_shape_problems_carry_the_nodes_before_them() -> None:
    error = refused(spec(layers=[*spec()["layers"], {"kind": "linear"}]))
    assert isinstance(error, InvalidNetwork)
    assert [node.path for node in error.partial.nodes] == ["c1", "1"]
    assert error.errors[0].pointer == "/layers/2"


def test_strict_json_reads_what_is_well() -> None:
    value = {"a": [1, 2.5, "ü[{", None, True, {"b": '"]'}], "😀": "\\"}
    assert strict_json.loads(json.dumps(value).encode()) == value


def test_an_answer_keeps_to_its_limits() -> None:
    repairs = [Repair(label="x" * 200, patch=[{"op": "remove", "path": "/a"}])] * 3
    entries = [ErrorEntry(pointer=f"/{i}", code="c", detail="d" * 150, repairs=repairs) for i in range(30)]
    problem = problem_of(InvalidInput("too much", errors=entries), "r")
    assert len(problem.model_dump_json().encode()) <= 4096
    assert problem.truncated
    assert problem.errors[0].pointer == "/0"
    assert len(entries[0].repairs) == 3, "the error itself is left as it is"


def test_a_network_comes_back_from_plain_data():
    layers = [
        {
            "kind": "conv2d",
            "out_channels": 2,
            "kernel_size": [3, 5],
            "padding": [1, 0],
            "connections": [[0], [0]],
        },
        {"kind": "max_pool2d", "kernel_size": [2, 1]},
    ]
    spec = parse_network({"layers": layers})
    assert NetworkSpec.model_validate(spec.model_dump(mode="json")) == spec
