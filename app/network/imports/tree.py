"""From the flow of data to the description's tree of series and branches."""

import keyword
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.network.export.names import is_automatic
from app.network.imports.errors import NotUnderstood
from app.network.imports.graph import Path, Step
from app.network.reserved import MODULE_ATTRIBUTES
from app.network.spec import MAX_DEPTH

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
SHORTCUTS = frozenset({"shortcut", "downsample", "skip", "identity", "projection", "proj"})
"""Attributes that hold the way around a block."""


@dataclass
class Branch:
    """A node on its way to a description; `lists` are those inside a combinator, by their field."""

    step: Step
    settings: dict[str, Any]
    lists: list[tuple[str, list["Branch"]]] = field(default_factory=list)


@dataclass
class Tree:
    """The nodes of a description as JSON, and by JSON Pointer the step that each comes from."""

    layers: list[dict[str, Any]]
    steps: dict[str, Step]


def tree_of(start: Step, end: Step, named: Collection[str] = ()) -> Tree:
    """The tree between input and output; `named` are names to keep though they look like those of unnamed nodes.

    Raises NotUnderstood where the flow is no tree of series and branches, or a layer is used twice.
    """
    branches = _Series().between(end, start, 1)
    steps: dict[str, Step] = {}
    return Tree(_described(branches, (), "/layers", steps, named), steps)


class _Series:
    """Walks back from the output; knows what it has passed."""

    def __init__(self) -> None:
        self._passed: set[Step] = set()

    def between(self, end: Step, start: Step, depth: int) -> list[Branch]:
        """The nodes from `start`, which is left out, to `end`."""
        if depth > MAX_DEPTH:
            raise NotUnderstood(f"blocks are nested deeper than {MAX_DEPTH}", end.line)
        found: list[Branch] = []
        while end is not start:
            if end in self._passed:
                what = "what this gives is used again where the branches cannot be told apart"
                raise NotUnderstood(what, end.line)
            self._passed.add(end)
            found.append(self._branch(end, depth))
            assert end.fork is not None
            end = end.fork
        return found[::-1]

    def _branch(self, step: Step, depth: int) -> Branch:
        if step.op == "layer":
            return Branch(step, dict(step.layer))
        if step.op == "auxiliary":
            assert step.head is not None
            head = self.between(step.head, step.inputs[0], depth + 1)
            return Branch(step, {"kind": "auxiliary", "weight": step.weight}, [("head", head)])
        ends = _ends(step)
        assert step.fork is not None
        ways = [self.between(end, step.fork, depth + 1) for end in ends]
        if step.op == "add" and len(ends) == 2:
            body, shortcut = _ordered(ways[0], ways[1], step)
            weighted = [one.step for one in body if one.step.claims]
            zero = {"zero_init": True} if weighted and weighted[-1].zeroed else {}
            return Branch(step, {"kind": "residual", **zero}, [("body", body), ("shortcut", shortcut)])
        merge = {"merge": "concat"} if step.op == "concat" else {"merge": "add"}
        return Branch(step, {"kind": "parallel", **merge}, [("branches", way) for way in ways])


def _ends(step: Step) -> tuple[Step, ...]:
    """What a merge joins; a + b + c, which is two additions, joins three."""
    first = step.inputs[0]
    chained = step.op == "add" and first.op == "add" and first is not step.fork
    if chained and first.path == step.path and first.fork is step.fork:
        return (*_ends(first), *step.inputs[1:])
    return step.inputs


def _ordered(left: list[Branch], right: list[Branch], step: Step) -> tuple[list[Branch], list[Branch]]:
    """Body and shortcut: the shortcut is the empty way, or the one that is named so, or the second."""
    swap = not left and not _is_shortcut(right, step)
    if left and right:
        swap = _is_shortcut(left, step) and not _is_shortcut(right, step)
    return (right, left) if swap else (left, right)


def _is_shortcut(way: list[Branch], step: Step) -> bool:
    depth = len(step.path)
    return any(len(one.step.path) > depth and one.step.path[depth] in SHORTCUTS for one in way)


def _described(
    branches: Sequence[Branch], base: Path, pointer: str, steps: dict[str, Step], named: Collection[str]
) -> list[dict[str, Any]]:
    """The nodes as JSON, with names by the paths of their modules below `base`."""
    described = []
    for index, (branch, name) in enumerate(zip(branches, _names(branches, base, named), strict=True)):
        place = f"{pointer}/{index}"
        steps[place] = branch.step
        node = {**branch.settings, **({"name": name} if name else {})}
        for number, (key, inner) in enumerate(branch.lists):
            many = key == "branches"
            below = f"{place}/{key}/{number}" if many else f"{place}/{key}"
            nodes = _described(inner, branch.step.path, below, steps, named)
            node[key] = [*node.get(key, []), nodes] if many else nodes
        described.append(node)
    return described


def _names(branches: Sequence[Branch], base: Path, named: Collection[str]) -> list[str | None]:
    """Names that siblings do not share; numbers in a Sequential are none."""
    paths = [_below(branch.step.path, base) for branch in branches]
    while len(paths) > 0 and all(len(path) > 1 for path in paths) and len({path[0] for path in paths}) == 1:
        paths = [path[1:] for path in paths]
    names: list[str | None] = []
    for index, (branch, path) in enumerate(zip(branches, paths, strict=True)):
        name = _name(path)
        automatic = name and not base and is_automatic(name, branch.settings["kind"], index)
        automatic = automatic and name not in named
        names.append(None if automatic or name in names else name)
    return names


def _below(path: Path, base: Path) -> Path:
    return path[len(base) :] if path[: len(base)] == base else path


def _name(path: Path) -> str | None:
    """The path as a name, if it can be one."""
    while path and path[0].isdecimal():
        path = path[1:]
    name = "_".join(path)
    usable = NAME.fullmatch(name) and not keyword.iskeyword(name) and name not in MODULE_ATTRIBUTES
    return name if usable else None
