"""Where branches meet: the shape and the receptive field of a sum or a concatenation."""

from collections.abc import Sequence

from app.geometry.field import Field
from app.layers import Shape, ShapeProblem
from app.layers.base import times


def merged(ends: Sequence[tuple[Shape, Field]], how: str, kind: str) -> tuple[Shape, Field]:
    """The merge of branches that end in these shapes and fields; `how` is "add" or "concat".

    Raises ShapeProblem: `add_mismatch`, `concat_mismatch`, or `stride_mismatch` where units do not correspond.
    """
    shapes = [shape for shape, _ in ends]
    _check_shapes(shapes, how, kind)
    sides, field = shapes[0][1:], ends[0][1]
    for _, other in ends[1:]:
        if not field.moves_like(other):
            strides = ", ".join(f"{end.height.stride}×{end.width.stride}" for _, end in ends)
            detail = (
                f"the branches of {kind} have different total strides ({strides}): their units do not match"
            )
            raise ShapeProblem("stride_mismatch", detail, kind=kind, strides=strides)
        field = field.union(other, *sides)
    channels = sum(shape[0] for shape in shapes) if how == "concat" else shapes[0][0]
    return (channels, *sides), field


def _check_shapes(shapes: list[Shape], how: str, kind: str) -> None:
    lengths = {len(shape) for shape in shapes}
    alike = {shape if how == "add" else shape[1:] for shape in shapes}
    if len(alike) > 1 or len(lengths) > 1:
        listed = ", ".join(times(shape) for shape in shapes)
        needs = "the same shape" if how == "add" else "the same height and width"
        detail = f"the branches of {kind} must end in {needs}; they end in {listed}"
        raise ShapeProblem(f"{how}_mismatch", detail, kind=kind, given=listed)
