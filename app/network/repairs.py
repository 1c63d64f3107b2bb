"""Changes that solve a shape problem. Every one is tried on the network before it is offered."""

import json
from collections.abc import Callable, Iterator
from math import gcd
from typing import Any

import jsonpatch
from pydantic import ValidationError

from app.errors import Params, Repair
from app.geometry.window import Window
from app.layers.convolution import Conv2d
from app.layers.pooling import Pool
from app.layers.sliding import Sliding
from app.network.spec import NetworkSpec, Node, Parallel, Residual
from app.network.trace import Stuck, Trace
from app.network.walk import Place, places

MAX_REPAIRS = 4

Candidates = Iterator[Repair]


def repairs_for(spec: NetworkSpec, stuck: Stuck) -> list[Repair]:
    """Up to four repairs, best first; after each the network gets past the node that was stuck."""
    place = next(place for place in places(spec) if place.path == stuck.path)
    candidates = _CANDIDATES.get(stuck.problem.code, _nothing)(spec, stuck, place)
    tried = [repair for repair in [*candidates, _remove(place)] if solves(spec, stuck, repair)]
    return tried[:MAX_REPAIRS]


def solves(spec: NetworkSpec, stuck: Stuck, repair: Repair) -> bool:
    """Does the repaired network, not empty, get past the problem without a new one before it?"""
    before = sum(1 for _ in _until(spec, stuck.path))
    try:
        repaired = patched(spec, repair.patch)
        trace = Trace(repaired.size_rule == "strict")
        trace.network(repaired)
    except Stuck as again:
        return sum(1 for _ in _until(repaired, again.path)) > before
    except (ValidationError, jsonpatch.JsonPatchException):
        return False
    return bool(repaired.layers)


def patched(spec: NetworkSpec, patch: list[dict[str, Any]]) -> NetworkSpec:
    """The network after a JSON Patch."""
    document = spec.model_dump(mode="json", exclude_none=True)
    return NetworkSpec.model_validate_json(json.dumps(jsonpatch.apply_patch(document, patch)))


def _until(spec: NetworkSpec, path: str) -> Iterator[Place]:
    for place in places(spec):
        if place.path == path:
            return
        yield place


def _set(place: Place, field: str, value: Any, label: str) -> Repair:
    shown: Params = {"value": "×".join(str(v) for v in value) if isinstance(value, list) else value}
    patch = [{"op": "add", "path": f"{place.pointer}/{field}", "value": value}]
    return Repair(label=f"set {label} to {shown['value']}", code=f"set_{field}", params=shown, patch=patch)


def _insert(place: Place, kind: str, label: str) -> Repair:
    patch = [{"op": "add", "path": place.pointer, "value": {"kind": kind}}]
    return Repair(label=f"insert {label} before it", code=f"insert_{kind}", patch=patch)


def _remove(place: Place) -> Repair:
    patch = [{"op": "remove", "path": place.pointer}]
    return Repair(label="remove this layer", code="remove_layer", patch=patch)


def _nothing(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    return iter(())


def _needs_vector(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    yield _insert(place, "flatten", "flatten")
    yield _insert(place, "global_avg_pool", "global average pooling")


def _needs_volume(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    """Move the layer up to where the signal still is a volume."""
    head, _, index = place.pointer.rpartition("/")
    for target in range(int(index) - 1, -1, -1):
        patch = [{"op": "move", "from": place.pointer, "path": f"{head}/{target}"}]
        repair = Repair(label="move it to where the picture is not yet flat", code="move_up", patch=patch)
        if solves(spec, stuck, repair):
            yield repair
            return


def _sliding(place: Place) -> tuple[Sliding, Window]:
    assert isinstance(place.node, Sliding)
    window = place.node.window()
    assert window is not None
    return place.node, window


def _window_too_large(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    _, window = _sliding(place)
    missing = int(stuck.problem.params["extent"]) - int(stuck.problem.params["padded"])
    axis = int(stuck.problem.params["axis"])
    yield _set(place, "padding", max(window.before) + (missing + 1) // 2, "padding")
    fitting = (int(stuck.problem.params["padded"]) - 1) // window.dilation[axis] + 1
    yield _set(place, "kernel_size", max(fitting, 1), "kernel size")
    if isinstance(place.node, Conv2d):
        yield _set(place, "padding", "same", "padding")


def _same_stride(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    _, window = _sliding(place)
    margin = [(window.extent(axis) - 1) // 2 for axis in (0, 1)]
    yield _set(place, "padding", margin[0] if margin[0] == margin[1] else margin, "padding")
    yield _set(place, "stride", 1, "stride")


def _groups(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    node, params = place.node, stuck.problem.params
    assert isinstance(node, Conv2d)
    if params["what"] == "out_channels":
        up = -(-node.out_channels // node.groups) * node.groups
        yield _set(place, "out_channels", up, "filters")
    yield _set(place, "groups", gcd(int(params["channels"]), node.groups), "groups")
    yield _set(place, "groups", 1, "groups")


def _padding_too_wide(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    yield _set(place, "padding_mode", "zeros", "padding mode")
    yield _set(place, "padding", 0, "padding")


def _pool_padding(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    _, window = _sliding(place)
    yield _set(place, "padding", min(window.kernel) // 2, "padding")
    yield _set(place, "kernel_size", 2 * max(window.before), "kernel size")


def _does_not_fit(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    """Nearest paddings, kernels and strides that leave no remainder, else the floor rule."""
    node, window = _sliding(place)
    limit = window.kernel[0] // 2 if isinstance(node, Pool) else window.kernel[0]
    margins = sorted(range(limit + 1), key=lambda margin: abs(margin - window.before[0]))
    yield from _first(spec, stuck, (_set(place, "padding", margin, "padding") for margin in margins))
    kernels = sorted(range(1, 12), key=lambda kernel: abs(kernel - window.kernel[0]))
    yield from _first(spec, stuck, (_set(place, "kernel_size", kernel, "kernel size") for kernel in kernels))
    strides = range(window.stride[0] - 1, 0, -1)
    yield from _first(spec, stuck, (_set(place, "stride", stride, "stride") for stride in strides))
    patch = [{"op": "add", "path": "/size_rule", "value": "floor"}]
    yield Repair(label="use the floor rule: drop what is left over", code="size_rule_floor", patch=patch)


def _first(spec: NetworkSpec, stuck: Stuck, repairs: Iterator[Repair]) -> Candidates:
    """The first of these that solves it."""
    found = next((repair for repair in repairs if solves(spec, stuck, repair)), None)
    return iter(()) if found is None else iter((found,))


def _mismatch(spec: NetworkSpec, stuck: Stuck, place: Place) -> Candidates:
    """Branches that do not merge: a projection shortcut, equal channels, padding that keeps the size."""
    shapes = [
        [int(side) for side in shape.split("×")] for shape in str(stuck.problem.params["given"]).split(", ")
    ]
    node = place.node
    if isinstance(node, Residual) and not node.shortcut and len(shapes[0]) == 3:
        yield _projection(place, shapes[0], shapes[1])
    yield from _same_channels(place, shapes)
    yield from _same_padding(spec, place)
    for other in (shapes[0], shapes[-1]):
        if isinstance(node, Residual) and len(other) == 1 and not node.shortcut:
            value = [{"kind": "linear", "out_features": shapes[0][0]}]
            patch = [{"op": "add", "path": f"{place.pointer}/shortcut", "value": value}]
            yield Repair(label="add a linear shortcut", code="add_linear_shortcut", patch=patch)
            return


def _projection(place: Place, body: list[int], shortcut: list[int]) -> Repair:
    """A 1×1 convolution that brings the shortcut to the body's shape (He et al., option B)."""
    stride = [max(1, round(shortcut[axis] / body[axis])) for axis in (1, 2)]
    step: Any = stride[0] if stride[0] == stride[1] else stride
    layer = {"kind": "conv2d", "out_channels": body[0], "kernel_size": 1, "stride": step, "bias": False}
    patch = [{"op": "add", "path": f"{place.pointer}/shortcut", "value": [layer]}]
    return Repair(label="add a projection shortcut (1×1 convolution)", code="add_projection", patch=patch)


def _same_channels(place: Place, shapes: list[list[int]]) -> Candidates:
    """Give the last convolution or linear layer of the first branch the channels of the other."""
    lists = _lists(place.node)
    for index, (pointer, nodes) in enumerate(lists):
        wanted = shapes[1 - index][0] if len(shapes) == 2 else shapes[0][0]
        for position in range(len(nodes) - 1, -1, -1):
            field = {"conv2d": "out_channels", "linear": "out_features"}.get(nodes[position].kind)
            if field:
                inner = Place(nodes[position], "", f"{place.pointer}/{pointer}/{position}", 0)
                yield _set(inner, field, wanted, "filters" if field == "out_channels" else "outputs")
                break


def _same_padding(spec: NetworkSpec, place: Place) -> Candidates:
    """Let every stride-1 convolution inside keep its size, and pools of stride 1 too."""
    patch: list[dict[str, Any]] = []
    for inner in places(spec):
        if not inner.pointer.startswith(place.pointer + "/") or not isinstance(inner.node, Sliding):
            continue
        _, window = _sliding(inner)
        if window.stride != (1, 1):
            continue
        value: Any = "same" if isinstance(inner.node, Conv2d) else window.kernel[0] // 2
        patch.append({"op": "add", "path": f"{inner.pointer}/padding", "value": value})
    if patch:
        yield Repair(
            label="let the layers inside keep their size (padding same)", code="pad_same", patch=patch
        )


def _lists(node: Node) -> list[tuple[str, list[Node]]]:
    if isinstance(node, Residual):
        return [("body", node.body), ("shortcut", node.shortcut)]
    assert isinstance(node, Parallel)
    return [(f"branches/{index}", branch) for index, branch in enumerate(node.branches)]


_CANDIDATES: dict[str, Callable[[NetworkSpec, Stuck, Place], Candidates]] = {
    "needs_vector": _needs_vector,
    "needs_volume": _needs_volume,
    "window_too_large": _window_too_large,
    "same_stride": _same_stride,
    "groups": _groups,
    "padding_too_wide": _padding_too_wide,
    "pool_padding": _pool_padding,
    "does_not_fit": _does_not_fit,
    "add_mismatch": _mismatch,
    "concat_mismatch": _mismatch,
}
