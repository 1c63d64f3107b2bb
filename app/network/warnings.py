"""What works but may surprise: remainders that are dropped, pixels that no window sees, a softmax inside."""

from collections.abc import Iterator

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
        lost, formula = window.left_over(side, axis), arithmetic(window, side, axis)
        if lost and formula not in told:
            told.add(formula)
            exact, out = round(float(window.exact(side, axis)), 4), window.out(side, axis)
            params: Params = {
                "axis": AXES[axis],
                "formula": formula,
                "exact": exact,
                "out": out,
                "lost": lost,
            }
            pixels = "1 pixel" if lost == 1 else f"{lost} pixels"
            fate = "rounded up" if window.ceil else f"no window reaches {pixels} at the end"
            detail = f"the window does not fit: {formula}; {fate}"
            yield NetworkWarning(
                path=path, pointer=pointer, code="does_not_fit", detail=detail, params=params
            )


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
