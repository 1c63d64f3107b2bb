"""How a layer is written in PyTorch: one declaration, from which export writes and import reads. No torch."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

INFERRED = frozenset({"in_channels", "in_features", "num_features", "num_channels"})
"""Parameters that repeat what the input has first: channels or features. Written from it, checked against it."""
IGNORED = frozenset({"x", "inplace", "training"})
"""Parameters that say nothing about a layer's settings."""


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
"""The default of a parameter that has none."""


@dataclass(frozen=True)
class Code:
    """An argument that is no value but a piece of source."""

    text: str


TRAINING = Code("self.training")
BATCH = Code("len(x)")
"""The size of the batch, in the arguments of a call that is read."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a torch callable."""

    name: str
    default: Any
    rest: bool = False
    """Takes every positional argument that is left."""


@dataclass(frozen=True)
class Argument:
    """A parameter and what is given for it."""

    parameter: Parameter
    value: Any


@dataclass(frozen=True)
class Call:
    """A call with all its arguments, those included that equal their defaults."""

    name: str
    arguments: tuple[Argument, ...] = ()


class Misread(Exception):
    """A call that is not understood; the message says what of it."""


@dataclass(frozen=True)
class Reading:
    """What a call says: settings of a layer, and claims about its input (`in_channels`: 6)."""

    settings: Mapping[str, Any]
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A way to write a layer: `nn.Conv2d`, `F.relu`, `.flatten` (a method), or the name of one of our modules.

    `signature` has the parameters in torch's order with torch's defaults; the input is `x`.
    """

    call: str
    signature: str = ""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in order."""
        return _parameters(self.signature)

    def write(self, values: Mapping[str, Any]) -> Call:
        """The call with these values; parameters that have none keep their defaults."""
        given = {"x": Code("x"), "training": TRAINING, **values}
        return Call(
            self.call,
            tuple(
                Argument(parameter, given.get(parameter.name, parameter.default))
                for parameter in self.parameters
            ),
        )

    def bind(self, positional: tuple[Any, ...], keywords: Mapping[str, Any]) -> dict[str, Any]:
        """The value of every parameter. Raises Misread where the arguments do not suit the signature."""
        known = {parameter.name: parameter for parameter in self.parameters}
        bound: dict[str, Any] = {}
        for index, parameter in enumerate(known.values()):
            if parameter.rest:
                bound[parameter.name] = positional[index:]
            elif index < len(positional):
                bound[parameter.name] = positional[index]
        if len(positional) > len(known) and not any(parameter.rest for parameter in known.values()):
            raise Misread("it has more arguments than are known here")
        for name, value in keywords.items():
            if name not in known or name in bound:
                raise Misread(f"its argument {name} is not known here")
            bound[name] = value
        return {name: _value(parameter, bound) for name, parameter in known.items()}


def _value(parameter: Parameter, bound: Mapping[str, Any]) -> Any:
    value = bound.get(parameter.name, parameter.default)
    if value is REQUIRED:
        raise Misread(f"its argument {parameter.name} is missing")
    return value


@cache
def _parameters(signature: str) -> tuple[Parameter, ...]:
    definition = ast.parse(f"def f({signature}): pass").body[0]
    assert isinstance(definition, ast.FunctionDef)
    names = [argument.arg for argument in definition.args.args]
    defaults = [ast.literal_eval(node) for node in definition.args.defaults]
    all_defaults = [REQUIRED] * (len(names) - len(defaults)) + defaults
    found = [Parameter(name, default) for name, default in zip(names, all_defaults, strict=True)]
    if definition.args.vararg:
        found.append(Parameter(definition.args.vararg.arg, (), rest=True))
    return tuple(found)


def settings_of(form: Form, values: Mapping[str, Any], fields: frozenset[str]) -> Reading:
    """The plain reading: parameters that are fields become settings, inferred ones claims.

    Raises Misread where any other parameter differs from its default: it would change what the layer does.
    """
    settings: dict[str, Any] = {}
    claims: dict[str, Any] = {}
    for parameter in form.parameters:
        value = values[parameter.name]
        if parameter.name in fields:
            settings[parameter.name] = value
        elif parameter.name in INFERRED:
            claims[parameter.name] = value
        elif parameter.name not in IGNORED and value != parameter.default:
            raise Misread(f"its argument {parameter.name} is not supported")
    return Reading(settings, claims)


def checked(reading: Reading) -> Reading:
    """The reading, if it holds numbers and texts alone; raises Misread for anything else a stranger may write."""
    if not all(_is_plain(value) for value in reading.settings.values()):
        raise Misread("its settings are supported as numbers and texts alone")
    if not all(_is_size(value) for value in reading.claims.values()):
        raise Misread("it must say how many channels or features it takes")
    return reading


def _is_size(value: Any) -> bool:
    return all(type(side) is int for side in value) if isinstance(value, tuple) else type(value) is int


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, bool | int | float | str)
