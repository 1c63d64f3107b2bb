"""The flow of data in a network that is read: layers, merges, heads. A tree is made of it in `tree`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Path = tuple[str, ...]


@dataclass(eq=False)
class Step:
    """Something that gives a tensor.

    `layer` has the settings of a layer with its `kind`, `claims` what it says about its input. `path` is that of
    the layer's module, or of the module in which the branches meet.
    """

    op: Literal["input", "layer", "add", "sum", "concat", "auxiliary"]
    inputs: tuple["Step", ...] = ()
    line: int | None = None
    layer: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    path: Path = ()
    head: "Step | None" = None
    weight: float = 0.3
    zeroed: bool = False
    """Do the weights of the layer begin with zeros?"""
    fork: "Step | None" = field(init=False)
    """The nearest step that all ways to here pass: where the branches of a merge part."""
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.fork = self.inputs[0] if self.inputs else None
        for other in self.inputs[1:]:
            assert self.fork is not None
            self.fork = _common(self.fork, other)
        self.depth = self.fork.depth + 1 if self.fork else 0

    def part_at(self, fork: "Step") -> None:
        """Let the ways to a merge part at an earlier step: a single branch cannot be seen otherwise."""
        self.fork, self.depth = fork, fork.depth + 1


def _common(one: Step, other: Step) -> Step:
    """The nearest step that dominates both."""
    while one is not other:
        if one.depth < other.depth:
            one, other = other, one
        assert one.fork is not None
        one = one.fork
    return one
