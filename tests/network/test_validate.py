"""Bodies made of mistakes: short answers that never repeat what was sent."""

from typing import Any

import pytest

from app.errors import InvalidInput, problem_of
from app.network.parse import parse_network

RELU = {"kind": "relu"}


def refused(document: Any) -> InvalidInput:
    """The error that a document gets."""
    with pytest.raises(InvalidInput) as caught:
        parse_network(document)
    return caught.value


def found(document: Any) -> list[tuple[str, str]]:
    """Where and what."""
    return [(entry.pointer, entry.code) for entry in refused(document).errors]


def layer(**settings: Any) -> dict[str, Any]:
    """A network of one convolution."""
    return {"layers": [{"kind": "conv2d", **settings}]}


def test_a_body_of_mistakes_is_not_read_to_its_end() -> None:
    error = refused({"layers": [RELU], **{f"key{index}": 1 for index in range(20_000)}})
    problem = problem_of(error)
    assert len(problem.errors) == 20
    assert problem.truncated


@pytest.mark.parametrize("key", ["x" * 5000, "a\nb", "\u202eabc"])
def test_keys_that_are_no_names_are_not_repeated(key: str) -> None:
    error = refused({"layers": [{**RELU, key: 1}]})
    assert [(entry.pointer, entry.code) for entry in error.errors] == [("/layers/0", "unknown")]
    assert key not in problem_of(error).model_dump_json()


@pytest.mark.parametrize("value", ["s3cret-value", ["s3cret-value"], {"s3cret-value": 1}])
def test_values_are_not_repeated(value: Any) -> None:
    for document in (layer(out_channels=value), layer(padding_mode=value), {"layers": value, "name": value}):
        assert "s3cret" not in problem_of(refused(document)).model_dump_json(
            exclude={"errors": {"__all__": {"pointer"}}}
        )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"kernel_size": [3, 0]}, [("/layers/0/kernel_size/1", "out_of_range")]),
        ({"kernel_size": 8.0}, [("/layers/0/kernel_size", "wrong_type")]),
        ({"kernel_size": {}}, [("/layers/0/kernel_size", "wrong_type")]),
        ({"padding": True}, [("/layers/0/padding", "wrong_type")]),
        ({"padding": "sam"}, [("/layers/0/padding", "unknown")]),
        ({"padding": -1}, [("/layers/0/padding", "out_of_range")]),
        ({"padding": float("nan")}, [("/layers/0/padding", "not_finite")]),
        ({"out_channels": 1, "bias": 1}, [("/layers/0/bias", "wrong_type")]),
        (
            {"name": "a b", "stride": 0},
            [("/layers/0/stride", "out_of_range"), ("/layers/0/name", "bad_text")],
        ),
        ({"conv2d": {"stride": 1}}, [("/layers/0/conv2d", "unknown")]),
    ],
)
def test_each_mistake_is_told_once_and_in_its_place(settings: dict[str, Any], expected: Any) -> None:
    assert sorted(found(layer(**settings))) == sorted(expected)


def test_a_setting_is_suggested_from_the_layers_own() -> None:
    assert refused({"layers": [{**RELU, "kernel_size": 3}]}).errors[0].params == {}
    assert refused(layer(kernel=3)).errors[0].params == {"nearest": "kernel_size"}
    assert refused({"layer": [], "layers": [RELU]}).errors[0].params == {"nearest": "layers"}


def test_a_kind_must_be_named() -> None:
    assert found({"layers": [{}]}) == [("/layers/0/kind", "missing")]
    assert found({"layers": [{"kind": 3}]}) == [("/layers/0/kind", "unknown")]
    assert found({"layers": [RELU, 3]}) == [("/layers/1", "wrong_type")]


def test_mistakes_inside_combinators_have_their_place() -> None:
    inner = {"kind": "parallel", "branches": [[], [{"kind": "dropout", "p": 1}]]}
    pointer = "/layers/0/body/0/branches/1/0/p"
    assert found({"layers": [{"kind": "residual", "body": [inner]}]}) == [(pointer, "out_of_range")]


def test_names_for_people_are_bounded() -> None:
    for name in ("x" * 65, "\ud800", "a\u2028b"):
        assert refused({"name": name, "layers": [RELU]}).code == "bad_text"
    assert parse_network({"name": "сеть 🧠 x", "layers": [RELU]}).name == "сеть 🧠 x"


def test_pointers_begin_where_the_network_stands() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_network(
            {"layers": [{"kind": "relu", "name": "forward"}, {"kind": "relu", "slope": 1}]}, "/network"
        )
    assert caught.value.errors[0].pointer == "/network/layers/1/slope"
    with pytest.raises(InvalidInput) as caught:
        parse_network({"layers": [{"kind": "relu", "name": "forward"}]}, "/network")
    assert (caught.value.errors[0].pointer, caught.value.errors[0].path) == (
        "/network/layers/0/name",
        "forward",
    )
