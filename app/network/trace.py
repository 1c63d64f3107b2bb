"""What every node of a network amounts to, written down in order of execution."""

from functools import lru_cache
from math import prod
from typing import Any

from app.geometry.field import Field
from app.geometry.reach import Reaches
from app.geometry.window import Window
from app.layers import Layer, Shape
from app.layers.base import numel
from app.network.cost import FLOAT_BYTES
from app.network.follow import Follower, Signal
from app.network.report import (
    DenseEquivalent,
    NetworkWarning,
    NodeSummary,
    PartSummary,
    ReachSummary,
    ReceptiveField,
    Stage,
    WindowSummary,
)
from app.network.spec import Auxiliary, Combinator, Node
from app.network.walk import parts
from app.network.warnings import warnings_of

COMBINED = frozenset({"residual", "parallel", "auxiliary"})


class Trace(Follower):
    """The nodes passed so far with their numbers, and the warnings."""

    def __init__(self, strict: bool) -> None:
        super().__init__(strict)
        self.nodes: list[NodeSummary] = []
        self.warnings: list[NetworkWarning] = []
        self.in_heads: set[str] = set()
        """Paths of the nodes inside auxiliary heads."""

    def node(self, node: Node, signal: Signal, path: str, pointer: str) -> Signal:
        """Follow one node and note it; a combinator after the nodes inside it."""
        first = len(self.nodes)
        after = super().node(node, signal, path, pointer)
        if isinstance(node, Layer):
            self.nodes.append(leaf_summary(node, signal, after))
            self.warnings += warnings_of(node, signal.shape, path, pointer)
        else:
            self.nodes.append(combinator_summary(node, signal, after, self.nodes[first:]))
        if isinstance(node, Auxiliary):
            self.in_heads.update(below.path for below in self.nodes[first:-1])
        return after


def leaf_summary(layer: Layer, before: Signal, after: Signal) -> NodeSummary:
    """The numbers of a layer."""
    detail = dict(layer.params(before.shape))
    count, params = layer.count(before.shape), numel(detail)
    operations, macs = layer.operations(before.shape), layer.macs(before.shape)
    return NodeSummary(
        path=after.source,
        kind=layer.kind,
        title=layer.title,
        in_shape=before.shape,
        out_shape=after.shape,
        params=params,
        macs=macs,
        activation_bytes=prod(after.shape) * FLOAT_BYTES,
        size=layer.sizes(before.shape),
        count=None if count is None else f"{count} = {params}",
        operations=None if operations is None else f"{operations} = {macs}",
        receptive_field=receptive_field(after.field),
        inputs=[before.source],
        window=window_of(layer.window()),
        stage=stage(after.shape, layer.local),
        params_detail=detail,
        variants=list(layer.variants(before.shape)),
        parts=[],
        **_between_volumes(layer, before.shape, after.shape, macs),
    )


def _between_volumes(layer: Layer, before: Shape, after: Shape, macs: int) -> dict[str, Any]:
    """What only layers from a volume to a volume have."""
    if len(before) != 3 or len(after) != 3:
        return {}
    return {
        "reach": reach_of(layer.reach(before)),
        "channel_groups": layer.channel_groups(before),
        "dense_equivalent": dense_equivalent(prod(before), prod(after)) if macs else None,
    }


@lru_cache(1024)
def reach_of(reaches: Reaches | None) -> ReachSummary | None:
    """What a unit reads, as the answer carries it."""
    if reaches is None:
        return None
    vertical, horizontal = reaches
    return ReachSummary(
        first=(float(vertical.first), float(horizontal.first)),
        last=(float(vertical.last), float(horizontal.last)),
        step=(float(vertical.step), float(horizontal.step)),
    )


def dense_equivalent(inputs: int, outputs: int) -> DenseEquivalent:
    """The fully connected layer between so many numbers."""
    params = (inputs + 1) * outputs
    return DenseEquivalent(
        weights=inputs * outputs, params=params, count=f"({inputs} + 1)·{outputs} = {params}"
    )


def part_summary(part: str, prefix: str, shape: Shape, inner: list[NodeSummary]) -> PartSummary:
    """The numbers of one way, whose nodes' paths begin with `prefix`; an empty one ends in `shape`."""
    nodes = [node for node in inner if node.path.startswith(prefix)]
    leaves = [node for node in nodes if node.kind not in COMBINED]
    return PartSummary(
        part=part,
        out_shape=nodes[-1].out_shape if nodes else shape,
        params=sum(leaf.params for leaf in leaves),
        macs=sum(leaf.macs for leaf in leaves),
        activation_bytes=sum(node.activation_bytes for node in nodes),
    )


def combinator_summary(
    node: Combinator, before: Signal, after: Signal, inner: list[NodeSummary]
) -> NodeSummary:
    """The numbers of a combinator: sums over the leaves inside it."""
    leaves = [below for below in inner if below.kind not in COMBINED]
    merges = not isinstance(node, Auxiliary)
    return NodeSummary(
        path=after.source,
        kind=node.kind,
        title=node.title,
        in_shape=before.shape,
        out_shape=after.shape,
        params=sum(leaf.params for leaf in leaves),
        macs=sum(leaf.macs for leaf in leaves),
        activation_bytes=prod(after.shape) * FLOAT_BYTES if merges else 0,
        size=None,
        count=summed([leaf.params for leaf in leaves]),
        operations=summed([leaf.macs for leaf in leaves]),
        receptive_field=receptive_field(after.field),
        inputs=ends(node, before, after) if merges else [before.source],
        window=None,
        stage=stage(after.shape),
        params_detail={},
        variants=[],
        parts=[
            part_summary(part, f"{after.source}.{part}.", before.shape, inner) for part, _, _ in parts(node)
        ],
    )


def ends(node: Combinator, before: Signal, after: Signal) -> list[str]:
    """The paths whose outputs a combinator joins; an empty way gives the combinator's own input."""
    return [
        f"{after.source}.{segment}.{nodes[-1].name or len(nodes) - 1}" if nodes else before.source
        for segment, _, nodes in parts(node)
    ]


def summed(counts: list[int]) -> str | None:
    """156 + 2416 = 2572; nothing where there is nothing to add up."""
    counted = [count for count in counts if count]
    terms = " + ".join(str(count) for count in counted)
    return f"{terms} = {sum(counted)}" if len(counted) > 1 else terms or None


def receptive_field(field: Field) -> ReceptiveField:
    """The field as the answer carries it."""
    axes = field.height, field.width
    fixed = any(axis.fixed for axis in axes)
    return ReceptiveField(
        size=(axes[0].size, axes[1].size),
        stride=None if fixed else (float(axes[0].stride or 0), float(axes[1].stride or 0)),
        start=(axes[0].start, axes[1].start),
    )


@lru_cache(1024)
def window_of(window: Window | None) -> WindowSummary | None:
    """The window as the answer carries it."""
    if window is None:
        return None
    return WindowSummary(
        kernel=window.kernel,
        stride=window.stride,
        padding=window.before,
        padding_end=window.after,
        dilation=window.dilation,
        ceil=window.ceil,
    )


def stage(shape: Shape, local: bool = True) -> Stage:
    """Does a unit see a neighbourhood ("local") or everything ("global")?"""
    return "local" if local and len(shape) == 3 else "global"
