"""From a tree to a network that works: what layers say about their input is checked, the input's size is found.

A source says how many channels or features each layer takes; the description infers them. Where they differ, the
source is wrong (or misread), and the line is named. Where the size of the input is not said, that of a fully
connected layer's input often leaves one possibility.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from pydantic import ValidationError

from app.errors import InvalidInput, InvalidNetwork
from app.layers import Layer, Shape
from app.network.follow import Follower, Signal, Stuck
from app.network.imports.errors import NotUnderstood
from app.network.imports.graph import Step
from app.network.imports.tree import Tree
from app.network.parse import parse_network
from app.network.spec import InputShape, NetworkSpec

COMMON = (28, 32, 64, 224, 227, 96, 128, 256, 299)
"""Sides that are tried first."""
LARGEST = 512
MOST_CHANNELS = 4096
APART = (32, 64, 128, 224)
"""Where two of these fit, nothing in the network says the size."""


@dataclass(frozen=True)
class Size:
    """What is known of the input: None where it is not."""

    channels: int | None = None
    height: int | None = None
    width: int | None = None

    def filled(self, other: "Size") -> "Size":
        """With what `other` knows besides; a height alone is also the width."""
        channels = self.channels or other.channels
        if self.height or self.width:
            return Size(channels, self.height or self.width, self.width or self.height)
        return Size(channels, other.height, other.width)


UNKNOWN = Size()


class SizeNeeded(NotUnderstood):
    """The network works for inputs of many sizes, and nothing says which is meant."""

    code, title = "input_size_needed", "Size of the input needed"

    def __init__(self) -> None:
        super().__init__("nothing says how large the input is: add the query parameters height and width")


class Mismatch(NotUnderstood):
    """A layer says another number than what it gets."""


class _Checked(Follower):
    """Compares what each layer gets with what it says."""

    def __init__(self, strict: bool, steps: Mapping[str, Step]) -> None:
        super().__init__(strict)
        self._steps = steps

    def layer(self, layer: Layer, signal: Signal, path: str, pointer: str) -> Signal:
        step, after = self._steps[pointer], super().layer(layer, signal, path, pointer)
        for name, claimed in step.claims.items():
            given = _said(name, signal.shape)
            if claimed != given:
                raise Mismatch(f"{layer.kind} says {name} = {claimed}, but gets {given}", step.line)
        return after


def _said(name: str, shape: Shape) -> int | Shape:
    """What a layer says of an input of this shape under a name of its own."""
    if name == "normalized_shape":
        return shape
    return prod(shape) if name == "features" else shape[0]


def network_of(tree: Tree, facts: Mapping[str, Any], size: Size) -> NetworkSpec:
    """The network of a tree; `facts` are its name and other settings.

    Raises NotUnderstood, also SizeNeeded.
    """
    channels = [size.channels] if size.channels else _possible_channels(tree)
    spec = _parsed(tree, {**facts, "layers": tree.layers})
    if size.height and size.width:
        return _first(spec, tree, [(count, size.height, size.width) for count in channels])
    fitting = [side for side in APART if _fits(spec, tree, channels, side)]
    if len(fitting) > 1:
        raise SizeNeeded
    sides = dict.fromkeys([*COMMON, *range(1, LARGEST + 1)])
    return _first(spec, tree, [(count, side, side) for side in sides for count in channels])


def _possible_channels(tree: Tree) -> list[int]:
    claims = [step.claims.get("in_channels", 0) for step in tree.steps.values()]
    first = [claim for claim in claims if type(claim) is int and 0 < claim <= MOST_CHANNELS][:1]
    return list(dict.fromkeys([*first, 1, 3]))


def _fits(spec: NetworkSpec, tree: Tree, channels: list[int], side: int) -> bool:
    return any(_problem(_with(spec, (count, side, side)), tree) is None for count in channels)


def _first(spec: NetworkSpec, tree: Tree, shapes: list[tuple[int, int, int]]) -> NetworkSpec:
    """The network with the first input that fits; raises the problem of the first that does not."""
    problems: list[NotUnderstood] = []
    for shape in shapes:
        sized = _with(spec, shape)
        problem = _problem(sized, tree)
        if problem is None:
            return sized
        problems.append(problem)
    raise problems[0]


def _with(spec: NetworkSpec, shape: tuple[int, int, int]) -> NetworkSpec:
    channels, height, width = shape
    try:
        size = InputShape(channels=channels, height=height, width=width)
    except ValidationError:
        raise NotUnderstood("the size of the input is out of range") from None
    return spec.model_copy(update={"input": size})


def _problem(spec: NetworkSpec, tree: Tree) -> NotUnderstood | None:
    try:
        _Checked(spec.size_rule == "strict", tree.steps).network(spec)
    except Stuck as stuck:
        return NotUnderstood(stuck.problem.detail, tree.steps[stuck.pointer].line)
    except Mismatch as mismatch:
        return mismatch
    return None


def _parsed(tree: Tree, value: dict[str, Any]) -> NetworkSpec:
    try:
        return parse_network(value)
    except (InvalidInput, InvalidNetwork) as error:
        entry = error.errors[0]
        raise NotUnderstood(entry.detail, _line(tree, entry.pointer)) from None


def _line(tree: Tree, pointer: str) -> int | None:
    """The line of the node that a pointer leads into."""
    return next((tree.steps[place].line for place in _around(pointer) if place in tree.steps), None)


def _around(pointer: str) -> Iterator[str]:
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
