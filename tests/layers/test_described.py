"""Docstrings are the help texts, so nothing may lack one."""

import pytest
from pydantic import BaseModel

from app.layers import LAYERS
from app.layers.described import Described
from app.network.spec import COMBINATORS, InputShape, NetworkSpec

NODES: tuple[type[Described], ...] = (*LAYERS, *COMBINATORS)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_every_kind_says_what_it_does_and_where_it_comes_from(node: type[Described]) -> None:
    assert node.title
    assert node.summary.endswith(".") or node.summary.endswith("?")
    assert "\n" not in node.summary
    assert node.docs


@pytest.mark.parametrize("model", [*NODES, InputShape, NetworkSpec], ids=lambda model: model.__name__)
def test_every_setting_is_described(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert field.description or name == "kind", name


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_every_method_that_a_layer_adds_is_documented(layer: type[Described]) -> None:
    for name, member in vars(layer).items():
        if callable(member) and not name.startswith("_"):
            assert member.__doc__, name
