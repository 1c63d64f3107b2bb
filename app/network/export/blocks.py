"""Combinators as block classes: those that differ in numbers alone share one, with the numbers as arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.layers import Layer, Shape
from app.layers.forms import REQUIRED, Argument, Call, Code, Parameter
from app.network.export.parts import Part, combinators
from app.network.spec import Auxiliary, Parallel, Residual

MAX_PARAMETERS = 8
"""Blocks that would need more get a class for each set of numbers."""
POSITIONAL = 2
"""A call with more arguments names them."""


@dataclass(frozen=True)
class Entry:
    """A line of a block: its name or None, the call, the shape that it gives where that changes."""

    name: str | None
    call: Call
    comment: str


@dataclass(frozen=True)
class Block:
    """A class; `lists` are its ways with numbers replaced by the names of its parameters."""

    name: str
    part: Part
    """One of those that it stands for."""
    parameters: tuple[str, ...]
    lists: tuple[tuple[Entry, ...], ...]
    output: str
    """The shape that it gives."""


class Blocks:
    """The block classes of a network, the inner before the outer, and the call that makes each combinator."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.classes: list[Block] = []
        self._calls: dict[int, Call] = {}
        self._taken: set[str] = set()
        found = list(combinators(parts))
        for height in sorted({part.height for part in found}):
            groups: dict[Any, list[Part]] = {}
            for part in found:
                if part.height == height:
                    groups.setdefault(self._skeleton(part), []).append(part)
            for group in groups.values():
                self._share(group)

    def call(self, part: Part) -> Call:
        """What makes the module of a part."""
        if isinstance(part.node, Layer):
            return part.node.source(part.before).module
        return self._calls[id(part)]

    def _calls_in(self, part: Part) -> Iterator[tuple[Part, Call]]:
        for way in part.ways:
            for inner in way:
                yield inner, self.call(inner)

    def _skeleton(self, part: Part) -> Any:
        """What blocks of one class have in common: everything but their integers, the axes of their tensors too."""
        node = part.node
        tensors = (part.before, part.after, *(inner.after for inner, _ in self._calls_in(part)))
        own = repr(node.model_dump(exclude={"name", "body", "shortcut", "branches", "head"}))
        calls = tuple(
            (inner.node.name, call.name, tuple(_fixed(argument) for argument in call.arguments))
            for inner, call in self._calls_in(part)
        )
        return own, tuple(len(way) for way in part.ways), calls, tuple(map(len, tensors))

    def _share(self, group: list[Part]) -> None:
        """One class for parts of the same skeleton, or one for each set of numbers."""
        rows = [tuple(_numbers([call for _, call in self._calls_in(part)])) for part in group]
        varying = {column for column in zip(*rows, strict=True) if len(set(column)) > 1}
        if len(varying) <= MAX_PARAMETERS:
            self._make(group, rows)
            return
        for numbers in dict.fromkeys(rows):
            same = [part for part, row in zip(group, rows, strict=True) if row == numbers]
            self._make(same, [numbers] * len(same))

    def _make(self, group: list[Part], rows: list[tuple[int, ...]]) -> None:
        part = group[0]
        columns = list(zip(*rows, strict=True))
        outputs = tuple(one.after[0] for one in group)
        names = _parameter_names([call for _, call in self._calls_in(part)], columns, outputs)
        name = self._free(base_name(part))
        symbols = _Symbols(group, names)
        holes = iter(columns)
        lists = tuple(
            tuple(
                Entry(
                    inner.node.name,
                    _with_holes(self.call(inner), holes, names),
                    "" if inner.folds else symbols.shape([one.ways[w][i].after for one in group]),
                )
                for i, inner in enumerate(way)
            )
            for w, way in enumerate(part.ways)
        )
        output = symbols.shape([one.after for one in group])
        self.classes.append(Block(name, part, tuple(names.values()), lists, output))
        for index, one in enumerate(group):
            self._calls[id(one)] = _instance(name, names, index)

    def _free(self, name: str) -> str:
        """The name, numbered from the second class on."""
        count = 1
        while (numbered := f"{name}{count if count > 1 else ''}") in self._taken:
            count += 1
        self._taken.add(numbered)
        return numbered


def base_name(part: Part) -> str:
    """What a block class of this kind is called."""
    match part.node:
        case Residual():
            return "ProjectionBlock" if part.node.shortcut else "ResidualBlock"
        case Parallel():
            return "ParallelBlock" if part.node.merge == "concat" else "SumBlock"
        case Auxiliary():
            return "AuxiliaryHead"
    raise TypeError(part.node.kind)


def _is_number(argument: Argument) -> bool:
    return type(argument.value) is int


def _fixed(argument: Argument) -> Any:
    """The argument as far as blocks of one class share it; 1, 1.0 and True are told apart."""
    return argument.parameter.name, None if _is_number(argument) else repr(argument.value)


def _numbers(calls: Sequence[Call]) -> Iterator[int]:
    for call in calls:
        yield from (argument.value for argument in call.arguments if _is_number(argument))


def _parameter_names(
    calls: Sequence[Call], columns: Sequence[tuple[int, ...]], outputs: tuple[int, ...]
) -> dict[tuple[int, ...], str]:
    """A name for each column of numbers that varies: that of its first use, numbered where it is taken."""
    uses = (argument.parameter.name for call in calls for argument in call.arguments if _is_number(argument))
    names: dict[tuple[int, ...], str] = {}
    for use, column in zip(uses, columns, strict=True):
        if len(set(column)) > 1 and column not in names:
            inner = {"out_channels": "channels", "num_features": "channels"}.get(use, use)
            name = "out_channels" if column == outputs and inner == "channels" else inner
            names[column] = _unused(name, names.values())
    return names


def _unused(name: str, taken: Any) -> str:
    count = 1
    while (numbered := f"{name}{count if count > 1 else ''}") in taken:
        count += 1
    return numbered


def _with_holes(call: Call, columns: Iterator[tuple[int, ...]], names: dict[tuple[int, ...], str]) -> Call:
    """The call with the names of parameters in the place of numbers that vary."""
    arguments = []
    for argument in call.arguments:
        name = names.get(next(columns)) if _is_number(argument) else None
        arguments.append(replace(argument, value=Code(name)) if name else argument)
    return replace(call, arguments=tuple(arguments))


def _instance(name: str, names: dict[tuple[int, ...], str], index: int) -> Call:
    """The call that makes the `index`th block of a class."""
    named = len(names) > POSITIONAL
    pairs = [(parameter, column[index]) for column, parameter in names.items()]
    return Call(name, tuple(Argument(_parameter(parameter, named), number) for parameter, number in pairs))


def _parameter(name: str, named: bool) -> Parameter:
    return Parameter(name, None) if named else Parameter(name, REQUIRED)


class _Symbols:
    """Shapes of all blocks of a class as one text: numbers they share, else parameters, H and W."""

    def __init__(self, group: Sequence[Part], names: dict[tuple[int, ...], str]) -> None:
        self._names = names
        self._inputs = [part.before for part in group]

    def shape(self, shapes: Sequence[Shape]) -> str:
        """(B, channels, H, W)."""
        sides = [self._side(axis, tuple(shape[axis] for shape in shapes)) for axis in range(len(shapes[0]))]
        return f"({', '.join(['B', *sides])})"

    def _side(self, axis: int, values: tuple[int, ...]) -> str:
        if len(set(values)) == 1:
            return str(values[0])
        if axis == 0:
            return self._names.get(values, "C")
        same = values == tuple(shape[axis] for shape in self._inputs if len(shape) > axis)
        return "HW"[axis - 1] + ("" if same else "'")
