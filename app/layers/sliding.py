"""What convolutions and pools share: a window that slides over a volume."""

from abc import abstractmethod

from app.geometry.window import Window
from app.layers.base import AXES, Layer, Shape, ShapeProblem, volume


class Sliding(Layer):
    """A layer with a window."""

    @abstractmethod
    def window(self) -> Window:
        """The sliding window."""

    def slide(self, shape: Shape) -> tuple[int, int]:
        """The output's height and width; raises ShapeProblem where the padded input is smaller than the window."""
        window = self.window()
        _, *sides = volume(shape, self.kind)
        for axis, side in enumerate(sides):
            if window.extent(axis) > window.padded(side, axis):
                raise _too_large(self.kind, window, side, axis)
        return window.out(sides[0], 0), window.out(sides[1], 1)

    def check_remainder(self, shape: Shape) -> None:
        """The lectures' rule: raise ShapeProblem where the window leaves a remainder, whatever `ceil_mode`."""
        window = self.window()
        for axis in (0, 1):
            side = shape[axis + 1]
            if window.left_over(side, axis):
                exact = f"{float(window.exact(side, axis)):.4g}"
                found = f"{formula(window, side, axis)} = {exact}"
                raise ShapeProblem(
                    "does_not_fit",
                    f"does not fit: {found}",
                    axis=axis,
                    formula=found,
                    exact=exact,
                    lost_rows=window.unread(shape[1], 0),
                    lost_columns=window.unread(shape[2], 1),
                )

    def sizes(self, shape: Shape) -> dict[str, str]:
        """(N + 2P − F)/S + 1 for both axes."""
        window = self.window()
        return {name: arithmetic(window, shape[axis + 1], axis) for axis, name in enumerate(AXES)}

    def box(self, unit: tuple[int, int, int]) -> tuple[int, int, int, int]:
        """The input box (y0, x0, y1, x1) of a unit, unclipped."""
        window = self.window()
        top, left = (unit[axis + 1] * window.stride[axis] - window.before[axis] for axis in (0, 1))
        return top, left, top + window.extent(0), left + window.extent(1)


def _too_large(kind: str, window: Window, side: int, axis: int) -> ShapeProblem:
    extent, padded = window.extent(axis), window.padded(side, axis)
    return ShapeProblem(
        "window_too_large",
        f"the {kind} window spans {extent} pixels of {AXES[axis]}, but the padded input has only {padded}: "
        f"{formula(window, side, axis)} < 1",
        axis=axis,
        extent=extent,
        padded=padded,
    )


def formula(window: Window, side: int, axis: int) -> str:
    """(N + 2P − F)/S + 1 with its numbers: `(28 + 2·2 − 5)/1 + 1`."""
    before, after = window.before[axis], window.after[axis]
    padding = f" + {before} + {after}" if before != after else f" + 2·{before}" if before else ""
    extent = str(window.extent(axis))
    if window.dilation[axis] > 1:
        extent = f"(({window.kernel[axis]} − 1)·{window.dilation[axis]} + 1)"
    return f"({side}{padding} − {extent})/{window.stride[axis]} + 1"


def arithmetic(window: Window, side: int, axis: int) -> str:
    """The formula with its result, rounding shown: `(7 − 3)/3 + 1 = 2.333 → 2`."""
    out = window.out(side, axis)
    rounded = f"{float(window.exact(side, axis)):.4g} → " if window.left_over(side, axis) else ""
    return f"{formula(window, side, axis)} = {rounded}{out}"
