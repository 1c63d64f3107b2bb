"""A network as a Mermaid flowchart: https://mermaid.js.org, drawn by many forges and notebooks.

Nodes say what a layer is, edges the shape that passes; combinators are boxes with their branches and a merge.
"""

import json
from collections.abc import Iterator

from app.layers import Layer, Shape
from app.layers.base import times
from app.layers.forms import REQUIRED
from app.network.export import layout
from app.network.export.parts import Part, series
from app.network.spec import Auxiliary, NetworkSpec, Parallel
from app.network.summary import analyze


def mermaid(spec: NetworkSpec) -> str:
    """The diagram. Raises InvalidNetwork for a network that does not work."""
    analyze(spec)
    drawing = _Drawing()
    parts = series(spec.layers, spec.input.shape)
    drawing.lines.append('input(["input"])')
    end, shape = drawing.series(parts, "input", spec.input.shape, 0)
    drawing.lines.append('output(["output"])')
    drawing.edge(end, "output", shape)
    title = f"---\ntitle: {json.dumps(spec.name, ensure_ascii=False)}\n---\n" if spec.name else ""
    lines = ["flowchart TD", *(f"  {line}" for line in (*drawing.lines, *drawing.edges))]
    return title + "\n".join(lines) + "\n"


class _Drawing:
    """The lines so far; nodes are n1, n2, … A box takes in every node that is named inside it: edges come last."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.edges: list[str] = []
        self._count = 0

    def _node(self, text: str, shape: tuple[str, str], depth: int) -> str:
        self._count += 1
        name = f"n{self._count}"
        opened, closed = shape
        self.lines.append(f'{"  " * depth}{name}{opened}"{text}"{closed}')
        return name

    def edge(self, source: str, target: str, shape: Shape) -> None:
        """An arrow with the shape of what passes."""
        self.edges.append(f'{source} -->|"{times(shape)}"| {target}')

    def series(self, parts: tuple[Part, ...], source: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        """Draw a list of nodes; gives its last node and the shape that leaves it."""
        for part in parts:
            source, shape = self._part(part, source, depth), part.after
        return source, shape

    def _part(self, part: Part, source: str, depth: int) -> str:
        if isinstance(part.node, Layer):
            name = self._node(label(part), ("[", "]"), depth)
            self.edge(source, name, part.before)
            return name
        self._count += 1
        box = f"n{self._count}"
        self.lines.append(f'{"  " * depth}subgraph {box}["{part.node.name or part.node.kind}"]')
        ends = [self.series(way, source, part.before, depth + 1) for way in part.ways]
        merge = source if isinstance(part.node, Auxiliary) else self._merge(part, ends, depth + 1)
        self.lines.append(f"{'  ' * depth}end")
        return merge

    def _merge(self, part: Part, ends: list[tuple[str, Shape]], depth: int) -> str:
        concat = isinstance(part.node, Parallel) and part.node.merge == "concat"
        name = self._node("concat" if concat else "+", ("((", "))"), depth)
        for end, shape in ends:
            self.edge(end, name, shape)
        return name


def label(part: Part) -> str:
    """`c1: conv2d 6, 5, padding=2`: a layer's name, kind and settings that differ from torch's defaults."""
    assert isinstance(part.node, Layer)
    settings = ", ".join(_settings(part))
    text = f"{part.node.kind} {settings}".rstrip()
    return f"{part.node.name}: {text}" if part.node.name else text


def _settings(part: Part) -> Iterator[str]:
    assert isinstance(part.node, Layer)
    for argument in layout.shown(part.node.source(part.before).module):
        name = argument.parameter.name
        if name in type(part.node).model_fields and name != "connections":
            text = layout.value(argument.value).replace('"', "'")
            yield text if argument.parameter.default is REQUIRED else f"{name}={text}"
