"""What might give branches the same total stride: another stride of one layer, that keeps the size of its output."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

from app.errors import Repair
from app.geometry.field import Field
from app.geometry.window import Window
from app.layers import Shape
from app.layers.pooling import Pool
from app.layers.sliding import Sliding
from app.network.follow import Follower, Signal, Stuck
from app.network.spec import Node
from app.network.walk import parts

FURTHEST = 32
"""A kernel is not changed by more than so much."""

Change = dict[str, Any]


def stride_candidates(stuck: Stuck) -> Iterator[Repair]:
    """For each total stride that some branch has, changes that give it to all the others."""
    totals = [[Fraction(side) for side in text.split("×")] for text in _listed(stuck)]
    if any(side == 0 for total in totals for side in total):
        return  # over the dimensions of an embedding a unit does not move, whatever stride a layer has
    ways = [(f"{stuck.pointer}/{segment}", nodes) for _, segment, nodes in parts(stuck.node)]
    for wanted in sorted({tuple(total) for total in totals}, key=prod):
        patches = [
            _adapted(pointer, nodes, stuck.shape, [new / old for new, old in zip(wanted, total, strict=True)])
            for (pointer, nodes), total in zip(ways, totals, strict=True)
            if tuple(total) != wanted
        ]
        if all(patches):
            yield _repair(wanted, [change for patch in patches for change in patch])


def _listed(stuck: Stuck) -> list[str]:
    return str(stuck.problem.params["strides"]).split(", ")


def _repair(wanted: Sequence[Fraction], patch: list[Change]) -> Repair:
    stride = str(wanted[0]) if wanted[0] == wanted[1] else f"{wanted[0]}×{wanted[1]}"
    label = f"let every branch move by a stride of {stride}"
    return Repair(label=label, code="match_stride", params={"stride": stride}, patch=patch)


def _adapted(pointer: str, nodes: Sequence[Node], shape: Shape, factor: list[Fraction]) -> list[Change]:
    """Multiply the stride of a branch by `factor` in its last layer that can take it; [] where none can."""
    for index, layer in reversed([*enumerate(nodes)]):
        if isinstance(layer, Sliding):
            before = Follower(strict=False).series(nodes[:index], Signal("", shape, Field()), "", "")
            settings = _settings(layer, before.shape, factor)
            if settings:
                place = f"{pointer}/{index}"
                return [{"op": "add", "path": f"{place}/{name}", "value": v} for name, v in settings.items()]
    return []


def _settings(layer: Sliding, shape: Shape, factor: list[Fraction]) -> dict[str, Any]:
    """Stride, padding and, where it must be, kernel with which the layer still gives the same size."""
    own = layer.window()
    found = [_along(own, axis, shape[axis + 1], factor[axis], isinstance(layer, Pool)) for axis in (0, 1)]
    if None in found:
        return {}
    stride, padding, kernel = ([*pair] for pair in zip(*(one for one in found if one), strict=True))
    settings = {"stride": stride}
    if tuple(padding) != own.before or own.before != own.after or "same" in vars(layer).values():
        settings["padding"] = padding
    if tuple(kernel) != own.kernel:
        settings["kernel_size"] = kernel
    return {name: pair[0] if pair[0] == pair[1] else pair for name, pair in settings.items()}


def _along(own: Window, axis: int, side: int, factor: Fraction, is_pool: bool) -> tuple[int, int, int] | None:
    """Stride, padding and kernel along one axis, as near to the layer's own as can be."""
    stride = own.stride[axis] * factor
    if stride.denominator > 1:
        return None
    size, kernel = own.out(side, axis), own.kernel[axis]
    for width in _nearest(max(1, kernel - FURTHEST), kernel + FURTHEST, kernel):
        for margin in _nearest(0, width // 2 if is_pool else width, own.before[axis]):
            window = replace(
                own,
                kernel=(width, width),
                stride=(int(stride), int(stride)),
                before=(margin, margin),
                after=(margin, margin),
                dilation=(own.dilation[axis], own.dilation[axis]),
            )
            if window.extent(0) <= window.padded(side, 0) and window.out(side, 0) == size:
                return int(stride), margin, width
    return None


def _nearest(first: int, last: int, wanted: int) -> list[int]:
    return sorted(range(first, last + 1), key=lambda value: abs(value - wanted))
