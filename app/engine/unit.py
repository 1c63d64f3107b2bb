"""The arithmetic of one unit: which inputs it reads, with which weights, and what comes out.

One way for every kind of layer: `Layer.links` says which inputs a unit depends on and how they are joined;
here the numbers of the last image are put in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any

import numpy as np
from torch import Tensor, nn

from app.engine.backward import Score, backward
from app.engine.curve import curve_of
from app.engine.explained import Explained, explained
from app.engine.graph import INPUT, Graph
from app.engine.read import Read
from app.engine.rounding import cube, number, rounded
from app.engine.terms import Terms, links_of, patch_of, terms_of
from app.engine.training_pass import Batch
from app.engine.unit_gradient import unit_gradient
from app.errors import InvalidInput
from app.layers import Layer
from app.layers.base import Links
from app.layers.explain import Step
from app.network.report import NetworkSummary, NodeSummary
from app.network.spec import Node, Parallel
from app.protocol.live_server import (
    Contribution,
    UnitActivation,
    UnitAnswer,
    UnitCurve,
    UnitGradient,
    UnitSource,
    UnitStep,
)

LARGEST_PATCH = 4096
"""Beyond so many inputs only the strongest are told."""
STRONGEST = 12

Unit = tuple[int, int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class View:
    """A network that has seen an image: its nodes by path, and their outputs (1, …) by path."""

    nodes: Mapping[str, Node]
    module: nn.Module
    summary: NetworkSummary
    values: Mapping[str, Tensor]
    graph: Graph
    acting: Mapping[str, nn.Module] = field(default_factory=dict)
    """By path, what layers were in a pass in training, where that is another thing than they are outside it."""
    batch: Batch | None = None
    """What went through together in training; None outside it."""

    def summary_of(self, path: str) -> NodeSummary:
        """The analysis of one node."""
        return next(node for node in self.summary.nodes if node.path == path)

    def module_of(self, path: str) -> nn.Module:
        """What a layer was in the pass."""
        return self.acting.get(path) or self.module.get_submodule(path)

    def number(self, path: str, unit: Unit) -> float:
        """One number of a node's output."""
        value = self.values[path][0]
        return float(value[unit] if value.dim() == 3 else value[unit[0]])


def explain(
    view: View,
    path: str,
    channel: int,
    y: int = 0,
    x: int = 0,
    *,
    curve: bool = False,
    score: Score | None = None,
) -> UnitAnswer:
    """The answer for one unit; vectors are asked with y = x = 0.

    With `curve`: of its activation too; with `score`: that score's gradient too. Raises InvalidInput: `no_image`
    before any image, `unknown_path`, `no_unit` outside the node's output, `no_answer` for the gradient of a score
    that an image of its own size does not reach.
    """
    unit = (channel, y, x)
    _check(view, path, unit)
    if path == INPUT:
        return _pixel(view, unit, score)
    node = view.summary_of(path)
    operation, formula, reads = _reads(view, node, unit)
    small = sum(read.patch.values.size for read in reads) <= LARGEST_PATCH
    follower = _follower(view, path, unit)
    first, first_found = reads[0].terms, reads[0].explained
    steps = first_found.steps if isinstance(view.nodes[path], Layer) else _added(reads)
    return UnitAnswer(
        path=path,
        channel=channel,
        y=y,
        x=x,
        mode="test" if view.batch is None else "train",
        batch=len(view.batch or [0]),
        operation=operation,
        formula=formula,
        value=number(view.number(path, unit)),
        inputs=[_source(read, small) for read in reads],
        kernel=cube(first.kernel) if small else None,
        products=cube(first.shares) if small and first.kernel is not None else None,
        bias=number(first.bias),
        sum=number(first.total),
        steps=_steps(steps),
        training=_steps(first_found.training),
        winner=first_found.winner,
        activation=_activation(view, follower, unit),
        curve=_curve(view, node, follower, unit) if curve else None,
        gradient=_gradient(view, path, unit, reads, steps, follower, small, score) if score else None,
        receptive_field=_field(node, unit),
        strongest=_strongest(reads),
    )


def _check(view: View, path: str, unit: Unit) -> None:
    if not view.values:
        raise InvalidInput("No image has been seen yet.", code="no_image")
    if path not in view.values:
        raise InvalidInput("The network has no such node for this image.", code="unknown_path")
    sides = (*view.values[path].shape[1:], 1, 1)
    if not all(0 <= place < side for place, side in zip(unit, sides, strict=False)):
        raise InvalidInput("The node's output has no such unit.", code="no_unit")


def _reads(view: View, node: NodeSummary, unit: Unit) -> tuple[Any, str, list[Read]]:
    """The operation, its formula, and what is read from which node."""
    described = view.nodes[node.path]
    if isinstance(described, Layer):
        value = view.values[node.inputs[0]]
        shape = tuple(value.shape[1:])
        module = view.module_of(node.path)
        links = links_of(described, module, shape, unit)
        patch = patch_of(value, links, getattr(described, "padding_mode", "zeros"))
        terms = terms_of(described, module, patch, unit, shape[1:])
        found = explained(described, module, patch, terms, unit, shape[1:])
        return links.operation, links.formula, [Read(node.inputs[0], patch, terms, found)]
    ends = _ends(view, node, described, unit)
    operation = "sum" if len(ends) > 1 else "copy"
    reads = [_whole(view, path, place, operation) for path, place in ends]
    return operation, " + ".join(path for path, _ in ends), reads


def _ends(view: View, node: NodeSummary, described: Node, unit: Unit) -> list[tuple[str, Unit]]:
    """Which units of the ways through a combinator make up this one."""
    if not (isinstance(described, Parallel) and described.merge == "concat"):
        paths = node.inputs[:1] if described.kind == "auxiliary" else node.inputs
        return [(path, unit) for path in paths]
    channel = unit[0]
    for path in node.inputs:
        width = view.values[path].shape[1]
        if channel < width:
            return [(path, (channel, *unit[1:]))]
        channel -= width
    raise AssertionError("a unit of a concatenation lies in one of its branches")


def _whole(view: View, path: str, unit: Unit, operation: Any) -> Read:
    channel, y, x = unit
    patch = patch_of(view.values[path], Links(operation, (channel, channel + 1), (y, x, y + 1, x + 1)))
    return Read(path, patch, Terms(patch.values), Explained(slopes=np.ones_like(patch.values)))


def _gradient(
    view: View,
    path: str,
    unit: Unit,
    reads: Sequence[Read],
    steps: Sequence[Step],
    follower: NodeSummary | None,
    small: bool,
    score: Score,
) -> UnitGradient:
    """The way back of a score through the unit."""
    if view.summary.nodes[-1].path not in view.values:
        raise InvalidInput("The picture in its own size does not reach the answer.", code="no_answer")
    after = follower.path if follower else None
    layer = view.module.get_submodule(path) if isinstance(view.nodes.get(path), Layer) else None
    paths = {path, *(read.path for read in reads), *([after] if after else [])}
    image, nodes = view.values[INPUT], view.summary.nodes
    back = backward(view.module, view.graph, nodes, image, score, paths, layer, view.batch)
    return unit_gradient(back, score.of, path, unit, reads, steps, layer, after, small)


def _pixel(view: View, unit: Unit, score: Score | None) -> UnitAnswer:
    """A pixel of the normalised image."""
    channel, y, x = unit
    return UnitAnswer(
        path=INPUT,
        channel=channel,
        y=y,
        x=x,
        operation="copy",
        formula="pixel",
        value=number(view.number(INPUT, unit)),
        inputs=[],
        kernel=None,
        products=None,
        bias=None,
        sum=None,
        steps=[],
        training=[],
        winner=None,
        activation=None,
        gradient=_gradient(view, INPUT, unit, [], [], None, True, score) if score else None,
        receptive_field=(y, x, y + 1, x + 1),
        strongest=[],
    )


def _source(read: Read, small: bool) -> UnitSource:
    links = read.patch.links
    return UnitSource(
        path=read.path,
        box=links.box,
        channels=links.channels,
        rows=read.patch.rows.tolist(),
        columns=read.patch.columns.tolist(),
        patch=cube(read.patch.values) if small else None,
        slopes=cube(read.explained.slopes) if small else None,
        terms=cube(read.explained.terms) if small else None,
    )


def _steps(steps: Sequence[Step]) -> list[UnitStep]:
    return [UnitStep(symbol=one.symbol, formula=one.formula, value=number(one.value)) for one in steps]


def _added(reads: list[Read]) -> list[Step]:
    """A combinator: each way's number, and their sum where there are several."""
    ways = [Step(read.path, read.path, float(read.patch.values.sum())) for read in reads]
    if len(ways) == 1:
        return ways
    return [*ways, Step("Σ", " + ".join(one.symbol for one in ways), sum(one.value for one in ways))]


def _activation(view: View, follower: NodeSummary | None, unit: Unit) -> UnitActivation | None:
    if follower is None:
        return None
    return UnitActivation(
        kind=follower.kind, path=follower.path, value=number(view.number(follower.path, unit))
    )


def _follower(view: View, path: str, unit: Unit) -> NodeSummary | None:
    """The element-wise activation that reads this node, if one follows."""
    for node in view.summary.nodes:
        described = view.nodes[node.path]
        if node.inputs == [path] and node.path in view.values and isinstance(described, Layer):
            return node if described.links(node.in_shape, unit).operation == "function" else None
    return None


def _curve(view: View, node: NodeSummary, follower: NodeSummary | None, unit: Unit) -> UnitCurve | None:
    """Of the node itself where it is an activation, else of the one that follows."""
    for bent in (node, follower):
        described = view.nodes[bent.path] if bent else None
        if bent is not None and isinstance(described, Layer) and described.is_activation():
            (read,) = bent.inputs
            module = view.module.get_submodule(bent.path)
            return curve_of(module, bent, view.values[read], view.number(read, unit))
    return None


def _field(node: NodeSummary, unit: Unit) -> Box:
    """The receptive field of the unit: y0, x0, y1, x1 in input pixels, ends exclusive, unclipped."""
    field = node.receptive_field
    stride = field.stride or (0.0, 0.0)
    top, left = (field.start[axis] + int(unit[axis + 1] * stride[axis]) for axis in (0, 1))
    return top, left, top + field.size[0], left + field.size[1]


def _strongest(reads: list[Read]) -> list[Contribution]:
    found = nlargest(STRONGEST, (one for read in reads for one in _candidates(read)), key=_strength)
    return [one for one in found if one.contribution != 0]


def _strength(one: Contribution) -> float:
    return abs(one.contribution)


def _candidates(read: Read) -> Iterator[Contribution]:
    """The strongest of one node's cells, padding left out."""
    shares = np.where(read.patch.inside, np.nan_to_num(read.terms.shares), 0)
    order = np.argsort(-np.abs(shares), axis=None, kind="stable")[:STRONGEST]
    for channel, row, column in zip(*np.unravel_index(order, shares.shape), strict=True):
        yield Contribution(
            path=read.path,
            channel=int(channel) + read.patch.links.channels[0],
            y=int(read.patch.rows[row]),
            x=int(read.patch.columns[column]),
            contribution=float(rounded(shares[channel, row, column])),
        )
