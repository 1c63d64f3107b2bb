"""What works but may surprise: remainders that are dropped, pixels that no window sees, a softmax inside."""

from collections.abc import Iterator
from dataclasses import replace

from app.errors import Params
from app.geometry.window import Window
from app.layers import Layer, Shape
from app.layers.base import AXES
from app.layers.sliding import Sliding, arithmetic
from app.network.report import NetworkWarning
from app.network.spec import Auxiliary, NetworkSpec
from app.network.walk import places


def warnings_of(layer: Layer, shape: Shape, path: str, pointer: str) -> list[NetworkWarning]:
    """The warnings of one layer on its input."""
    if not isinstance(layer, Sliding):
        return []
    window = layer.window()
    return [*_remainders(window, shape, path, pointer), *_skipped(window, path, pointer)]


def _remainders(window: Window, shape: Shape, path: str, pointer: str) -> Iterator[NetworkWarning]:
    """Axes where (N + 2P − F)/S is no integer; both axes alike give one warning."""
    told = set()
    for axis in (0, 1):
        side = shape[axis + 1]
        lost = window.left_over(side, axis)
        formula = arithmetic(window, side, axis) if lost else None
        if formula and formula not in told:
            told.add(formula)
            params = _remainder(window, shape, axis)
            pixels = "1 pixel" if lost == 1 else f"{lost} pixels"
            fate = "rounded up" if window.ceil else f"no window reaches {pixels} at the end"
            detail = f"the window does not fit: {formula}; {fate}"
            yield NetworkWarning(
                path=path, pointer=pointer, code="does_not_fit", detail=detail, params=params
            )


def _remainder(window: Window, shape: Shape, axis: int) -> Params:
    """The numbers of a remainder along one axis, and what of the input itself no window reaches along both.

    `lost` counts padding; `floor` and `ceil` are the sizes under either rule. The last `lost_rows` rows and
    `lost_columns` columns of the input are not read; the last window sticks out by `overhang` pixels.
    """
    side, out = shape[axis + 1], window.out(shape[axis + 1], axis)
    floor, ceil = (replace(window, ceil=up).out(side, axis) for up in (False, True))
    return {
        "axis": AXES[axis],
        "formula": arithmetic(window, side, axis),
        "exact": round(float(window.exact(side, axis)), 4),
        "out": out,
        "floor": floor,
        "ceil": ceil,
        "lost": window.left_over(side, axis),
        "lost_rows": window.unread(shape[1], 0),
        "lost_columns": window.unread(shape[2], 1),
        "overhang": window.overhang(side, axis),
    }


def _skipped(window: Window, path: str, pointer: str) -> Iterator[NetworkWarning]:
    """Strides that jump over pixels; both axes give one warning."""
    for axis in (0, 1):
        stride, extent = window.stride[axis], window.extent(axis)
        if stride > extent:
            detail = f"stride {stride} exceeds the window of {extent}: pixels are skipped"
            params: Params = {"stride": stride, "extent": extent}
            yield NetworkWarning(
                path=path, pointer=pointer, code="stride_over_kernel", detail=detail, params=params
            )
            return


def inner_softmax(spec: NetworkSpec) -> list[NetworkWarning]:
    """Softmax layers that are not the last of the network or of an auxiliary head."""
    nodes = [place.node for place in places(spec)]
    heads = [node.head for node in nodes if isinstance(node, Auxiliary)]
    last = {id(series[-1]) for series in [spec.layers, *heads] if series}
    return [
        NetworkWarning(
            path=place.path,
            pointer=place.pointer,
            code="softmax_inside",
            detail="softmax belongs at the end: inside it squeezes what follows",
        )
        for place in places(spec)
        if place.node.kind == "softmax" and id(place.node) not in last
    ]
