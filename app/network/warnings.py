"""What works but may surprise: remainders that are dropped, pixels that no window sees, a softmax inside."""

from app.layers import Layer, Shape, ShapeProblem
from app.layers.sliding import AXES, Sliding, arithmetic
from app.network.report import NetworkWarning


def warnings_of(layer: Layer, shape: Shape, path: str) -> list[NetworkWarning]:
    """The warnings of one layer on its input."""
    if not isinstance(layer, Sliding):
        return []
    return _remainders(layer, shape, path) + _skipped(layer, path)


def _remainders(layer: Sliding, shape: Shape, path: str) -> list[NetworkWarning]:
    """Axes where (N + 2P − F)/S is no integer; both axes alike give one warning."""
    window = layer.slid(shape)
    found: dict[str, NetworkWarning] = {}
    for axis in (0, 1):
        side = shape[axis + 1]
        lost = window.left_over(side, axis)
        if not lost:
            continue
        formula = arithmetic(window, side, axis)
        fraction = float(window.exact(side, axis))
        params: dict[str, str | int | float] = {
            "axis": AXES[axis],
            "formula": formula,
            "exact": round(fraction, 4),
            "out": window.out(side, axis),
            "lost": lost,
        }
        what = "rounded up" if window.ceil else f"{lost} pixels at the end are not seen"
        detail = f"the window does not fit: {formula}; {what}"
        found.setdefault(
            formula, NetworkWarning(path=path, code="does_not_fit", detail=detail, params=params)
        )
    return list(found.values())


def _skipped(layer: Sliding, path: str) -> list[NetworkWarning]:
    window = layer.window()
    assert window is not None
    for axis in (0, 1):
        if window.stride[axis] > window.extent(axis):
            numbers: dict[str, str | int | float] = {
                "stride": window.stride[axis],
                "extent": window.extent(axis),
            }
            detail = f"stride {window.stride[axis]} exceeds the window of {window.extent(axis)}: pixels are skipped"
            return [NetworkWarning(path=path, code="stride_over_kernel", detail=detail, params=numbers)]
    return []


def check_remainder(layer: Sliding, shape: Shape) -> None:
    """The lectures' rule: raise ShapeProblem where a window leaves a remainder, whatever `ceil_mode`."""
    window = layer.slid(shape)
    for axis in (0, 1):
        if window.left_over(shape[axis + 1], axis):
            formula = arithmetic(window, shape[axis + 1], axis)
            fraction = round(float(window.exact(shape[axis + 1], axis)), 4)
            raise ShapeProblem(
                "does_not_fit", f"does not fit: {formula}", formula=formula, exact=str(fraction)
            )


def inner_softmax(kinds: list[tuple[str, str]]) -> list[NetworkWarning]:
    """A softmax that is not the last node: (path, kind) of the top-level leaves in order."""
    return [
        NetworkWarning(
            path=path,
            code="softmax_inside",
            detail="softmax belongs at the end: inside it squeezes what follows",
        )
        for path, kind in kinds[:-1]
        if kind == "softmax"
    ]
