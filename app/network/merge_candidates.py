"""What might let branches merge: a projection shortcut, equal channels, padding that keeps the size."""

from collections.abc import Iterator
from typing import Any

from app.errors import Repair
from app.layers.convolution import Conv2d
from app.layers.sliding import Sliding
from app.network.follow import Stuck
from app.network.patches import put
from app.network.spec import NetworkSpec, Residual
from app.network.walk import parts, walk

WIDTH = {"conv2d": "out_channels", "linear": "out_features"}
"""The field that decides how many channels or features a layer gives."""


def merge_candidates(spec: NetworkSpec, stuck: Stuck) -> Iterator[Repair]:
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
