"""Hostile descriptions: each gets a clear answer, and nothing is built to find out."""

import json
from typing import Any

import pytest
from torch import nn

from app import strict_json
from app.errors import (
    BadJson,
    ErrorEntry,
    InvalidInput,
    InvalidNetwork,
    PlaygroundError,
    Repair,
    TooLarge,
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


@pytest.mark.parametrize("value", [8.0, "8", True, None, [], [1, 2, 3], {"a": 1}])
def test_only_integers_are_integers(value: Any) -> None:
    error = refused(with_field("out_channels", value))
    assert (error.status, error.code) == (422, "wrong_type")
    assert error.errors[0].pointer == "/layers/0/out_channels"


@pytest.mark.parametrize("value", [-1, 0, 10**9, int("9" * 300)])
def test_every_field_is_bounded(value: int) -> None:
    error = refused(with_field("out_channels", value))
    assert (error.status, error.code) == (422, "out_of_range")


def test_pairs_are_read_and_checked() -> None:
    document = with_field("kernel_size", [3, 2])
    assert analyze(parse_network(document)).output_shape == (4, 6, 7)
    assert refused(with_field("kernel_size", [3, 0])).status == 422
    assert refused(with_field("kernel_size", [3, 3, 3])).status == 422


def test_unknown_names_come_with_the_nearest_known() -> None:
    field = refused(with_field("kernal_size", 3))
    assert (field.code, field.errors[0].params) == ("unknown", {"nearest": "kernel_size"})
    document = spec()
    document["layers"][0]["kind"] = "conv2"
    kind = refused(document)
    assert (kind.code, kind.errors[0].params) == ("unknown", {"nearest": "conv2d"})
    assert kind.errors[0].pointer == "/layers/0/kind"


@pytest.mark.parametrize(
    "name", ["forward", "class", "list", "add", "training", "1a", "a.b", "ü", "a" * 65, ""]
)
def test_names_that_a_module_cannot_carry(name: str) -> None:
    error = refused(with_field("name", name))
    assert error.code == "bad_text"


def test_reserved_names_are_those_of_torch() -> None:
    own = {name for name in dir(nn.Module()) if not name.startswith("_")}
    assert own | {"list", "add"} <= MODULE_ATTRIBUTES


@pytest.mark.parametrize("name", ["a\u202eb", "a\x00b", "a\nb", "x" * 65])
def test_names_for_people(name: str) -> None:
    assert refused(spec(name=name)).status == 422


def test_names_for_people_are_composed() -> None:
    assert parse_network(spec(name="Cafe\u0301 сеть")).name == "Café сеть"


def test_twins_are_refused_wherever_they_are() -> None:
    twin = {"kind": "relu", "name": "a"}
    for layers in ([twin, twin], [{"kind": "residual", "body": [twin, twin]}]):
        error = refused(spec(layers=layers))
        assert error.code == "duplicate"
    apart = [{"kind": "residual", "body": [twin]}, twin]
    assert analyze(parse_network(spec(layers=apart))).nodes[0].path == "0.body.a"


def test_too_many_and_too_deep() -> None:
    assert refused(spec(layers=[{"kind": "relu"}] * 1025)).code == "too_expensive"
    nested: list[Any] = []
    for _ in range(17):
        nested = [{"kind": "residual", "body": nested}]
    assert refused(spec(layers=nested)).code == "too_expensive"


def test_terabytes_are_estimated_not_built() -> None:
    wide = {"kind": "conv2d", "out_channels": 65536, "kernel_size": 1}
    error = refused(spec(layers=[wide, wide]))
    assert error.code == "too_expensive"
    assert "4,295,163,904" in error.detail
    huge = spec(input={"channels": 256, "height": 4096, "width": 4096}, layers=[{"kind": "relu"}])
    assert "GiB" in refused(huge).detail


def test_an_empty_network_is_refused() -> None:
    assert refused(spec(layers=[])).code == "empty"


@pytest.mark.parametrize("document", [None, 1, "x", [], {}, {"layers": 3}, {"layers": [1]}, {"layers": [{}]}])
def test_what_is_no_network(document: Any) -> None:
    assert refused(document).status == 422


def test_shape_problems_carry_the_nodes_before_them() -> None:
    error = refused(spec(layers=[*spec()["layers"], {"kind": "linear"}]))
    assert isinstance(error, InvalidNetwork)
    assert [node.path for node in error.partial.nodes] == ["c1", "1"]
    assert error.errors[0].pointer == "/layers/2"


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (b"{", BadJson, "bad_json"),
        (b"", BadJson, "bad_json"),
        (b"\xff\xfe", BadJson, "bad_json"),
        (b"[" * 100_000, BadJson, "bad_json"),
        (b'{"a": 1, "a": 2}', InvalidInput, "duplicate"),
        (b"[NaN]", InvalidInput, "not_finite"),
        (b"[Infinity]", InvalidInput, "not_finite"),
        (b"[1e999]", InvalidInput, "not_finite"),
        (b"[" + b"9" * 5000 + b"]", InvalidInput, "out_of_range"),
        (b'["\\ud800"]', InvalidInput, "bad_text"),
        (b" " * 300_000, TooLarge, "body_too_large"),
    ],
)
def test_strict_json(raw: bytes, kind: type[PlaygroundError], code: str) -> None:
    with pytest.raises(kind) as caught:
        strict_json.loads(raw)
    assert caught.value.code == code


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
