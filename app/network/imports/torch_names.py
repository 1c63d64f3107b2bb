"""Which layers read which names of torch, and which of our own modules a class of the source is."""

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from app.layers import LAYERS, Layer
from app.layers.forms import Form, Misread, Reading, checked
from app.network.export.helpers import helpers

Forms = dict[str, list[tuple[type[Layer], Form]]]


@cache
def module_forms() -> Forms:
    """The layers that a class of torch or of ours may be, by its name."""
    return _forms(lambda layer: layer.modules)


@cache
def function_forms() -> Forms:
    """The layers that a function or method may be, by its name."""
    return _forms(lambda layer: layer.functions)


def _forms(of: Callable[[type[Layer]], tuple[Form, ...]]) -> Forms:
    found: Forms = {}
    for layer in LAYERS:
        for form in of(layer):
            found.setdefault(form.call, []).append((layer, form))
    return found


def read(
    forms: list[tuple[type[Layer], Form]], positional: tuple[Any, ...], keywords: Mapping[str, Any]
) -> tuple[type[Layer], Reading]:
    """The layer that a call says, and its settings. Raises Misread where none of the layers takes it so."""
    problem = Misread("it is not known here")
    for layer, form in forms:
        try:
            return layer, checked(layer.read(form, form.bind(positional, keywords)))
        except Misread as misread:
            problem = misread
    raise problem


@cache
def _known_classes() -> dict[str, str]:
    return {name: _shape(ast.parse(text).body[0]) for name, text in helpers().items()}


def is_ours(definition: ast.ClassDef) -> bool:
    """Is this class, but for comments, one of the modules that export writes out?"""
    known = _known_classes().get(definition.name)
    return known is not None and known == _shape(definition)


def _shape(definition: ast.stmt) -> str:
    return ast.dump(definition, include_attributes=False)


def canonical(dotted: str) -> str:
    """A full name of torch as the forms call it: nn.Conv2d, F.relu, torch.flatten."""
    for prefix, short in (("torch.nn.functional", "F"), ("torch.nn", "nn")):
        if dotted == prefix or dotted.startswith(f"{prefix}."):
            return short + dotted.removeprefix(prefix)
    return dotted
