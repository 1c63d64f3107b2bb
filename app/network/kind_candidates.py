"""What might solve the problems that belong to one kind of layer; `candidates` has those of several."""

from collections.abc import Callable, Iterator
from math import gcd, isqrt, prod
from typing import Any

from app.errors import Repair
from app.layers.flatten import Unflatten
from app.layers.image_norms import GroupNorm
from app.layers.transposed import ConvTranspose2d
from app.network.follow import Stuck
from app.network.patches import insert_before, put
from app.network.spec import NetworkSpec
from app.network.walk import places

Candidates = Iterator[Repair]


def _output_padding(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    yield put(stuck.pointer, "output_padding", int(stuck.problem.params["limit"]) - 1)
    yield put(stuck.pointer, "output_padding", 0)


def _nothing_left(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    layer, missing = stuck.node, int(stuck.problem.params["missing"])
    assert isinstance(layer, ConvTranspose2d)
    margin = layer.padding if isinstance(layer.padding, int) else max(layer.padding)
    yield put(stuck.pointer, "padding", max(margin - (missing + 1) // 2, 0))
    yield put(stuck.pointer, "padding", 0)


def _unflatten(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    """Another shape of as many numbers, or as many numbers as the shape asks for."""
    layer = stuck.node
    assert isinstance(layer, Unflatten)
    (features,), wanted = stuck.shape, prod(layer.unflattened_size)
    for size in volumes(features, layer.unflattened_size[0]):
        yield put(stuck.pointer, "unflattened_size", size)
    before = _before(spec, stuck)
    if before and before[1] == "linear":
        yield put(before[0], "out_features", wanted)
    yield insert_before(stuck.pointer, "linear", out_features=wanted)


def _before(spec: NetworkSpec, stuck: Stuck) -> tuple[str, str] | None:
    """Pointer and kind of the layer before, in the same list."""
    series, _, index = stuck.pointer.rpartition("/")
    wanted = f"{series}/{int(index) - 1}"
    return next(((wanted, place.node.kind) for place in places(spec) if place.pointer == wanted), None)


def volumes(features: int, channels: int = 1) -> Iterator[list[int]]:
    """Volumes of so many numbers: square maps of so many channels, one square map, a column of channels."""
    for count in dict.fromkeys((channels, 1)):
        side = isqrt(features // count)
        if count * side * side == features:
            yield [count, side, side]
    yield [features, 1, 1]


def _num_groups(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    layer = stuck.node
    assert isinstance(layer, GroupNorm)
    yield put(stuck.pointer, "num_groups", gcd(stuck.shape[0], layer.num_groups))
    yield put(stuck.pointer, "num_groups", 1)


def _one_value(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    if isinstance(stuck.node, GroupNorm):
        yield put(stuck.pointer, "num_groups", 1)


def _words(spec: NetworkSpec) -> int:
    """How many tokens the input would have as a column."""
    return spec.input.height if spec.input.height > 1 else spec.input.width


def _column(spec: NetworkSpec) -> dict[str, Any]:
    value = {"channels": 1, "height": _words(spec), "width": 1}
    return {"op": "add", "path": "/input", "value": value}


def _needs_tokens(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    words = _words(spec)
    label = f"take a column of {words} tokens as the input"
    yield Repair(label=label, code="set_tokens", params={"words": words}, patch=[_column(spec)])


def _tokens_first(spec: NetworkSpec, stuck: Stuck) -> Candidates:
    patch = [{"op": "move", "from": stuck.pointer, "path": "/layers/0"}, _column(spec)]
    yield Repair(label="read the tokens with it at the beginning", code="move_first", patch=patch)


KIND_CANDIDATES: dict[str, Callable[[NetworkSpec, Stuck], Candidates]] = {
    "output_padding": _output_padding,
    "nothing_left": _nothing_left,
    "unflatten": _unflatten,
    "num_groups": _num_groups,
    "one_value": _one_value,
    "needs_tokens": _needs_tokens,
    "tokens_first": _tokens_first,
}
