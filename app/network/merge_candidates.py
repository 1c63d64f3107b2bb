"""What might let branches merge: a projection shortcut, equal channels, padding that keeps the size."""

from collections.abc import Iterator
from typing import Any

from app.errors import Params, Repair
from app.layers.convolution import Conv2d
from app.layers.sliding import Sliding
from app.network.follow import Stuck
from app.network.patches import put
from app.network.spec import NetworkSpec, Parallel, Residual
from app.network.stride_candidates import stride_candidates
from app.network.walk import parts, walk

ONE_WAY, REMOVE_BRANCH, FIRST_BRANCH = "one_way", "remove_branch", "first_branch"
WIDTH = {"conv2d": "out_channels", "conv_transpose2d": "out_channels", "linear": "out_features"}
"""The field that decides how many channels or features a layer gives."""


def merge_candidates(spec: NetworkSpec, stuck: Stuck) -> Iterator[Repair]:
    """Changes worth a try for branches that do not merge; the last are to do without some of them."""
    yield from stride_candidates(stuck) if "strides" in stuck.problem.params else _size_candidates(stuck)
    if isinstance(stuck.node, Residual):
        yield from _one_way(stuck.pointer, stuck.node)
    if isinstance(stuck.node, Parallel):
        yield from _fewer_branches(stuck.pointer, stuck.node)


def _one_way(pointer: str, node: Residual) -> Iterator[Repair]:
    """The layers of the body alone, or of the shortcut where there is no body, in the place of the block."""
    series, _, index = pointer.rpartition("/")
    parts = node.model_dump(mode="json", exclude_none=True)
    added = [
        {"op": "add", "path": f"{series}/{int(index) + place}", "value": value}
        for place, value in enumerate(parts["body"] or parts["shortcut"])
    ]
    patch = [{"op": "remove", "path": pointer}, *added]
    yield Repair(label="keep the layers of one way, without the sum", code=ONE_WAY, patch=patch)


def _fewer_branches(pointer: str, node: Parallel) -> Iterator[Repair]:
    """One branch less, or one branch alone."""
    for index in range(len(node.branches)):
        patch = [{"op": "remove", "path": f"{pointer}/branches/{index}"}]
        params: Params = {"branch": index + 1}
        yield Repair(label=f"remove branch {index + 1}", code=REMOVE_BRANCH, params=params, patch=patch)
    others = [{"op": "remove", "path": f"{pointer}/branches/1"}] * (len(node.branches) - 1)
    yield Repair(label="keep the first branch alone", code=FIRST_BRANCH, patch=others)


def _size_candidates(stuck: Stuck) -> Iterator[Repair]:
    """Changes worth a try for branches that end in different shapes."""
    shapes = [[int(side) for side in shape.split("×")] for shape in _listed(stuck)]
    node = stuck.node
    if isinstance(node, Residual) and not node.shortcut:
        yield from _projection(stuck.pointer, *shapes)
    yield from _same_width(stuck, shapes)
    yield from _same_size(stuck)


def _listed(stuck: Stuck) -> list[str]:
    return str(stuck.problem.params["given"]).split(", ")


def _projection(pointer: str, body: list[int], shortcut: list[int]) -> Iterator[Repair]:
    """Bring the shortcut to the body's shape: a 1×1 convolution (He et al., option B) or a linear layer."""
    if len(body) == len(shortcut) == 3:
        stride = [max(1, -(-shortcut[axis] // body[axis])) for axis in (1, 2)]
        step: Any = stride[0] if stride[0] == stride[1] else stride
        layer = {"kind": "conv2d", "out_channels": body[0], "kernel_size": 1, "stride": step, "bias": False}
        yield _shortcut(pointer, layer, "add a projection shortcut (1×1 convolution)", "add_projection")
    if len(body) == len(shortcut) == 1:
        layer = {"kind": "linear", "out_features": body[0]}
        yield _shortcut(pointer, layer, "add a linear shortcut", "add_linear_shortcut")


def _shortcut(pointer: str, layer: dict[str, Any], label: str, code: str) -> Repair:
    patch = [{"op": "add", "path": f"{pointer}/shortcut", "value": [layer]}]
    return Repair(label=label, code=code, patch=patch)


def _same_width(stuck: Stuck, shapes: list[list[int]]) -> Iterator[Repair]:
    """Give the last convolution or linear layer of a branch the channels of another branch."""
    for index, (_, segment, nodes) in enumerate(parts(stuck.node)):
        wanted = next((shape[0] for shape in shapes if shape != shapes[index]), None)
        positions = [position for position, node in enumerate(nodes) if node.kind in WIDTH]
        if wanted is not None and positions:
            pointer = f"{stuck.pointer}/{segment}/{positions[-1]}"
            yield put(pointer, WIDTH[nodes[positions[-1]].kind], wanted)


def _same_size(stuck: Stuck) -> Iterator[Repair]:
    """Let every stride-1 window inside keep its size."""
    patch = []
    for _, segment, nodes in parts(stuck.node):
        for place in walk(nodes, pointer=f"{stuck.pointer}/{segment}"):
            if isinstance(place.node, Sliding) and place.node.window().stride == (1, 1):
                same = "same" if isinstance(place.node, Conv2d) else place.node.window().kernel[0] // 2
                patch.append({"op": "add", "path": f"{place.pointer}/padding", "value": same})
    if patch:
        label = "let the layers inside keep their size (padding same)"
        yield Repair(label=label, code="pad_same", patch=patch)
