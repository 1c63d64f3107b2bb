"""What convolutions and pools share: a window that slides over a volume."""

from app.geometry.window import Window
from app.layers.base import Layer, Shape, ShapeProblem, volume

AXES = ("height", "width")


def slide(window: Window, shape: Shape, kind: str) -> tuple[int, int]:
    """The output's height and width; raises ShapeProblem where the window is larger than the padded input."""
    _, *sides = volume(shape, kind)
    for axis, side in enumerate(sides):
        if window.extent(axis) > window.padded(side, axis):
            raise ShapeProblem(
                "window_too_large",
                f"the {kind} window spans {window.extent(axis)} pixels of {AXES[axis]}, "
                f"but the padded input has only {window.padded(side, axis)}",
                axis=axis,
                extent=window.extent(axis),
                padded=window.padded(side, axis),
            )
    return window.out(sides[0], 0), window.out(sides[1], 1)


def arithmetic(window: Window, side: int, axis: int) -> str:
    """(N + 2P − F)/S + 1 with its numbers and its result, rounding shown: `(28 + 2·2 − 5)/1 + 1 = 28`."""
    before, after = window.before[axis], window.after[axis]
    padding = (
        "" if before == after == 0 else f" + 2·{before}" if before == after else f" + {before} + {after}"
    )
    extent = str(window.extent(axis))
    if window.dilation[axis] > 1:
        extent = f"(({window.kernel[axis]} − 1)·{window.dilation[axis]} + 1)"
    inner = f"({side}{padding} − {extent})/{window.stride[axis]} + 1"
    out, exact = window.out(side, axis), window.exact(side, axis)
    if exact.denominator == 1:
        return f"{inner} = {out}"
    return f"{inner} = {float(exact):.4g} → {out}"


class Sliding(Layer):
    """A layer with a window."""

    def slid(self, shape: Shape) -> Window:
        """The window for this input."""
        window = self.window()
        assert window is not None
        return window

    def box(self, unit: tuple[int, int, int]) -> tuple[int, int, int, int]:
        """The input box (y0, x0, y1, x1) of a unit, unclipped."""
        window = self.window()
        assert window is not None
        _, *position = unit
        start = [position[axis] * window.stride[axis] - window.before[axis] for axis in (0, 1)]
        end = [start[axis] + window.extent(axis) for axis in (0, 1)]
        return start[0], start[1], end[0], end[1]
