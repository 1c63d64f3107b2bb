"""What might solve a shape problem of one layer, best first; `repairs` tries it on the whole network."""

from collections.abc import Callable, Iterable, Iterator
from math import gcd
from typing import Any

from app.errors import Repair
from app.layers import Layer, ShapeProblem
from app.layers.convolution import Conv2d
from app.layers.pooling import Pool
from app.layers.sliding import Sliding
from app.layers.transposed import ConvTranspose2d
from app.network.cost import EXPENSIVE, cost_of
from app.network.follow import Stuck, out_shape
from app.network.kind_candidates import KIND_CANDIDATES, volumes
from app.network.merge_candidates import WIDTH, merge_candidates
from app.network.patches import insert_before, put, remove, remove_block
from app.network.spec import NetworkSpec
from app.network.walk import places

Candidates = Iterator[Repair]


def candidates(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Changes worth a try; the last are to do without the layer, or the block around it."""
    yield from CANDIDATES.get(stuck.problem.code, _nothing)(spec, stuck)
    yield remove(stuck.pointer)
    if "/" in stuck.pointer.removeprefix("/layers/"):
        yield remove_block(stuck.pointer)


def _nothing(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    return iter(())


def _sliding(stuck: Stuck) -> Sliding:
    assert isinstance(stuck.node, Sliding)
    return stuck.node


def _set(stuck: Stuck, field: str, value: Any) -> Repair:
    return put(stuck.pointer, field, value)


TWINS = {"batch_norm1d": "batch_norm2d", "batch_norm2d": "batch_norm1d", "dropout2d": "dropout"}
"""Kinds that do the same to a volume as to a vector."""


def _needs_vector(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    if stuck.node.kind in TWINS:
        yield _set(stuck, "kind", TWINS[stuck.node.kind])
    yield insert_before(stuck.pointer, "flatten")
    yield insert_before(stuck.pointer, "global_avg_pool")


def _needs_volume(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Move the layer up to before what made a vector of the picture, or make a picture of the vector."""
    if stuck.node.kind in TWINS:
        yield _set(stuck, "kind", TWINS[stuck.node.kind])
    series, _, index = stuck.pointer.rpartition("/")
    nodes = {place.pointer: place.node for place in places(spec)}
    for target in range(int(index) - 1, -1, -1):
        if nodes[f"{series}/{target}"].kind in {"flatten", "global_avg_pool", "global_max_pool"}:
            patch = [{"op": "move", "from": stuck.pointer, "path": f"{series}/{target}"}]
            yield Repair(label="move it to where the picture is not yet flat", code="move_up", patch=patch)
    yield insert_before(stuck.pointer, "unflatten", unflattened_size=next(volumes(stuck.shape[0])))


def _window_too_large(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Pad enough, or shrink the kernel to what there is."""
    layer, problem = _sliding(stuck), stuck.problem.params
    window = layer.window()
    axis, missing = int(problem["axis"]), int(problem["extent"]) - int(problem["padded"])
    yield _set(stuck, "padding", max(window.before) + (missing + 1) // 2)
    if isinstance(layer, Conv2d):
        yield _set(stuck, "padding", "same")
    fitting = max((int(problem["padded"]) - 1) // window.dilation[axis] + 1, 1)
    yield from _first(stuck, "kernel_size", range(fitting, 0, -1))


def _same_stride(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    window = _sliding(stuck).window()
    margin = [(window.extent(axis) - 1) // 2 for axis in (0, 1)]
    yield _set(stuck, "padding", margin[0] if margin[0] == margin[1] else margin)
    yield _set(stuck, "stride", 1)


def _groups(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    layer, problem = stuck.node, stuck.problem.params
    assert isinstance(layer, Conv2d | ConvTranspose2d)
    if problem["what"] == "out_channels":
        yield _set(stuck, "out_channels", -(-layer.out_channels // layer.groups) * layer.groups)
    yield _set(stuck, "groups", gcd(stuck.shape[0], layer.out_channels, layer.groups))
    yield _set(stuck, "groups", 1)


def _connections(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Let every filter see every map; or as many filters as the table has rows."""
    patch = [{"op": "remove", "path": f"{stuck.pointer}/connections"}]
    yield _set(stuck, "out_channels", stuck.problem.params["rows"])
    yield Repair(label="let every filter see all maps", code="remove_connections", patch=patch)
    yield _set(stuck, "groups", 1)


def _padding_too_wide(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    yield _set(stuck, "padding_mode", "zeros")
    yield _set(stuck, "padding", 0)


def _pool_padding(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    window = _sliding(stuck).window()
    yield _set(stuck, "padding", min(window.kernel) // 2)
    yield _set(stuck, "kernel_size", 2 * max(window.before))


def _does_not_fit(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Nearest paddings, kernels and strides that leave no remainder, else the floor rule."""
    layer = _sliding(stuck)
    window = layer.window()
    limit = window.kernel[0] // 2 if isinstance(layer, Pool) else window.kernel[0]
    yield from _first(stuck, "padding", _nearest(range(limit + 1), window.before[0]))
    yield from _first(stuck, "kernel_size", _nearest(range(1, window.kernel[0] + 9), window.kernel[0]))
    yield from _first(stuck, "stride", range(window.stride[0] - 1, 0, -1))
    patch = [{"op": "add", "path": "/size_rule", "value": "floor"}]
    yield Repair(label="use the floor rule: drop what is left over", code="size_rule_floor", patch=patch)


def _nearest(values: Iterable[int], wanted: int) -> list[int]:
    return sorted(values, key=lambda value: abs(value - wanted))


def _first(stuck: Stuck, field: str, values: Iterable[int]) -> Candidates:
    """The first value with which the layer itself can take its input."""
    strict = stuck.problem.code == "does_not_fit"
    layer = stuck.node
    assert isinstance(layer, Layer)
    for value in values:
        try:
            out_shape(layer.model_copy(update={field: value}), stuck.shape, strict)
        except ShapeProblem:
            continue
        yield _set(stuck, field, value)
        return


def _too_expensive(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Halve the filters or outputs until the layer is affordable."""
    field = (WIDTH | {"embedding": "embedding_dim"}).get(stuck.node.kind)
    if field is None:
        return
    width = getattr(stuck.node, field) // 2
    while width and not _affordable(stuck, field, width):
        width //= 2
    if width:
        yield _set(stuck, field, width)


def _affordable(stuck: Stuck, field: str, width: int) -> bool:
    """Is there room for the layer if it is so wide?"""
    layer, spent = stuck.node, stuck.spent
    assert isinstance(layer, Layer)
    narrow = layer.model_copy(update={field: width})
    try:
        new = cost_of(narrow, stuck.shape, narrow.out_shape(stuck.shape))
        old = cost_of(layer, stuck.shape, layer.out_shape(stuck.shape))
        spent.minus(old).spend(new)
    except ShapeProblem:
        return False
    return True


CANDIDATES: dict[str, Callable[[NetworkSpec, Stuck], Candidates]] = {
    **KIND_CANDIDATES,
    "needs_vector": _needs_vector,
    "needs_volume": _needs_volume,
    "window_too_large": _window_too_large,
    "same_stride": _same_stride,
    "groups": _groups,
    "connections": _connections,
    "padding_too_wide": _padding_too_wide,
    "pool_padding": _pool_padding,
    "does_not_fit": _does_not_fit,
    **dict.fromkeys(EXPENSIVE, _too_expensive),
    "add_mismatch": merge_candidates,
    "concat_mismatch": merge_candidates,
    "stride_mismatch": merge_candidates,
}
