"""Follow shapes and receptive fields through the tree; stops at the first problem."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from app.geometry.field import AxisField, Field
from app.layers import Layer, Shape, ShapeProblem
from app.layers.base import times
from app.layers.sliding import Sliding, arithmetic
from app.network.cost import FLOAT_BYTES
from app.network.report import NetworkWarning, NodeSummary, ReceptiveField, WindowSummary
from app.network.spec import Auxiliary, Combinator, NetworkSpec, Node, Parallel, Residual
from app.network.warnings import check_remainder, warnings_of


@dataclass(frozen=True)
class Signal:
    """What flows from node to node: where it comes from, its shape, the field of its units."""

    source: str
    shape: Shape
    field: Field


class Stuck(Exception):
    """A node that cannot take its input."""

    def __init__(self, path: str, pointer: str, kind: str, problem: ShapeProblem) -> None:
        super().__init__(problem.detail)
        self.path, self.pointer, self.kind, self.problem = path, pointer, kind, problem


@dataclass
class Trace:
    """The nodes passed so far, in order of execution."""

    strict: bool
    nodes: list[NodeSummary] = field(default_factory=list)
    warnings: list[NetworkWarning] = field(default_factory=list)
    in_heads: set[str] = field(default_factory=set)
    """Paths of the nodes of auxiliary heads, and of the heads themselves."""

    def network(self, spec: NetworkSpec) -> Signal:
        """Follow the whole network; raises Stuck."""
        start = Signal("input", spec.input.shape, Field())
        return self.series(spec.layers, start, "", "/layers")

    def series(self, nodes: Sequence[Node], signal: Signal, prefix: str, pointer: str) -> Signal:
        """Follow a list of nodes."""
        for index, node in enumerate(nodes):
            path = f"{prefix}{node.name or index}"
            try:
                signal = self.node(node, signal, path, f"{pointer}/{index}")
            except ShapeProblem as problem:
                raise Stuck(path, f"{pointer}/{index}", node.kind, problem) from None
        return signal

    def node(self, node: Node, signal: Signal, path: str, pointer: str) -> Signal:
        """Follow one node and note it."""
        match node:
            case Residual():
                return self.residual(node, signal, path, pointer)
            case Parallel():
                return self.parallel(node, signal, path, pointer)
            case Auxiliary():
                return self.auxiliary(node, signal, path, pointer)
        assert isinstance(node, Layer)
        return self.layer(node, signal, path)

    def layer(self, layer: Layer, signal: Signal, path: str) -> Signal:
        """Follow a leaf."""
        out = layer.out_shape(signal.shape)
        if self.strict and isinstance(layer, Sliding):
            check_remainder(layer, signal.shape)
        self.warnings += warnings_of(layer, signal.shape, path)
        after = Signal(path, out, through(layer, signal, out))
        detail = dict(layer.params(signal.shape))
        self.nodes.append(
            NodeSummary(
                path=path,
                kind=layer.kind,
                title=layer.title,
                in_shape=signal.shape,
                out_shape=out,
                params=sum(prod(shape) for shape in detail.values()),
                macs=layer.macs(signal.shape),
                activation_bytes=prod(out) * FLOAT_BYTES,
                size=size_of(layer, signal.shape),
                count=counted(layer, signal.shape),
                receptive_field=receptive_field(after.field),
                inputs=[signal.source],
                window=window_of(layer),
                stage="local" if layer.local and len(out) == 3 else "global",
                params_detail=detail,
            )
        )
        return after

    def residual(self, node: Residual, signal: Signal, path: str, pointer: str) -> Signal:
        """Both ways, then their sum."""
        first = len(self.nodes)
        body = self.series(node.body, signal, f"{path}.body.", f"{pointer}/body")
        shortcut = self.series(node.shortcut, signal, f"{path}.shortcut.", f"{pointer}/shortcut")
        merged = merge([body, shortcut], "add", "residual")
        return self.combined(node, signal, merged, [body, shortcut], path, first)

    def parallel(self, node: Parallel, signal: Signal, path: str, pointer: str) -> Signal:
        """Every branch, then the merge."""
        first = len(self.nodes)
        ends = [
            self.series(branch, signal, f"{path}.branches.{index}.", f"{pointer}/branches/{index}")
            for index, branch in enumerate(node.branches)
        ]
        return self.combined(node, signal, merge(ends, node.merge, "parallel"), ends, path, first)

    def auxiliary(self, node: Auxiliary, signal: Signal, path: str, pointer: str) -> Signal:
        """The head beside the trunk; the trunk passes through."""
        first = len(self.nodes)
        self.series(node.head, signal, f"{path}.head.", f"{pointer}/head")
        after = self.combined(node, signal, (signal.shape, signal.field), [signal], path, first)
        self.in_heads.update(inner.path for inner in self.nodes[first:])
        return after

    def combined(
        self,
        node: Combinator,
        signal: Signal,
        merged: tuple[Shape, Field],
        ends: list[Signal],
        path: str,
        first: int,
    ) -> Signal:
        """Note a combinator: its sums run over the leaves since `first`."""
        shape, fields = merged
        leaves = [inner for inner in self.nodes[first:] if inner.kind not in COMBINED]
        self.nodes.append(
            NodeSummary(
                path=path,
                kind=node.kind,
                title=node.title,
                in_shape=signal.shape,
                out_shape=shape,
                params=sum(leaf.params for leaf in leaves),
                macs=sum(leaf.macs for leaf in leaves),
                activation_bytes=0 if isinstance(node, Auxiliary) else prod(shape) * FLOAT_BYTES,
                size=None,
                count=" + ".join(str(leaf.params) for leaf in leaves if leaf.params) or None,
                receptive_field=receptive_field(fields),
                inputs=[end.source for end in ends],
                window=None,
                stage="local" if len(shape) == 3 else "global",
                params_detail={},
            )
        )
        return Signal(path, shape, fields)


COMBINED = frozenset({"residual", "parallel", "auxiliary"})


def through(layer: Layer, signal: Signal, out: Shape) -> Field:
    """The field behind a layer: through its window, or over all positions where it makes a vector."""
    window = layer.window()
    if window is not None:
        return signal.field.through(window)
    if len(signal.shape) == 3 and len(out) == 1:
        return signal.field.over_all(signal.shape[1], signal.shape[2])
    return signal.field


def merge(ends: list[Signal], how: str, kind: str) -> tuple[Shape, Field]:
    """The shape and the field of a merge; raises ShapeProblem where the branches differ."""
    shapes = [end.shape for end in ends]
    alike = {shape if how == "add" else shape[1:] for shape in shapes}
    if len(alike) > 1 or len({len(shape) for shape in shapes}) > 1:
        listed = ", ".join(times(shape) for shape in shapes)
        needs = "the same shape" if how == "add" else "the same height and width"
        detail = f"the branches of {kind} must end in {needs}; they end in {listed}"
        raise ShapeProblem(f"{how}_mismatch", detail, kind=kind, given=listed)
    fields = ends[0].field
    for end in ends[1:]:
        if not fields.moves_like(end.field):
            detail = f"the branches of {kind} have different total strides, so their units do not match"
            raise ShapeProblem("stride_mismatch", detail, kind=kind)
        fields = fields.union(end.field)
    channels = sum(shape[0] for shape in shapes) if how == "concat" else shapes[0][0]
    return (channels, *shapes[0][1:]), fields


def receptive_field(fields: Field) -> ReceptiveField:
    """The field as the answer carries it."""
    axes: tuple[AxisField, AxisField] = (fields.height, fields.width)
    strides = [axis.stride for axis in axes]
    return ReceptiveField(
        size=(axes[0].size, axes[1].size),
        stride=None if None in strides else (float(strides[0] or 0), float(strides[1] or 0)),
        start=(axes[0].start, axes[1].start),
    )


def size_of(layer: Layer, shape: Shape) -> dict[str, str] | None:
    """The arithmetic of the output's size."""
    window = layer.window()
    if window is not None:
        return {"height": arithmetic(window, shape[1], 0), "width": arithmetic(window, shape[2], 1)}
    if layer.kind == "flatten" and len(shape) == 3:
        return {"features": f"{'·'.join(str(side) for side in shape)} = {prod(shape)}"}
    return None


def counted(layer: Layer, shape: Shape) -> str | None:
    """The arithmetic of the parameters with its result."""
    formula = layer.count(shape)
    total = sum(prod(sides) for sides in layer.params(shape).values())
    return None if formula is None else f"{formula} = {total}"


def window_of(layer: Layer) -> WindowSummary | None:
    """The window as the answer carries it."""
    window = layer.window()
    if window is None:
        return None
    return WindowSummary(
        kernel=window.kernel, stride=window.stride, padding=window.before, dilation=window.dilation
    )
