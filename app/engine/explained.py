"""The numbers that a layer's `explain` works with, taken from the module; and what it makes of them, as cubes."""

from dataclasses import dataclass

import numpy as np
from torch import Tensor, nn

from app.engine.terms import Array, Patch, Size, Terms, Unit, divisor
from app.layers import Layer
from app.layers.explain import Explanation, Given, Step

MOST_CELLS = 50_000
"""Beyond so many the steps are not told: they are plain Python, about half a microsecond a cell."""
PARAMETERS = ("weight", "bias", "running_mean", "running_var", "count", "factor", "shift")


@dataclass(frozen=True)
class Explained:
    """How a unit's number comes about: the steps, and cubes [C, h, w] beside the patch."""

    steps: tuple[Step, ...] = ()
    training: tuple[Step, ...] = ()
    slopes: Array | None = None
    terms: Array | None = None
    winner: Unit | None = None


def explained(
    layer: Layer, module: nn.Module, patch: Patch, terms: Terms, unit: Unit, size: Size
) -> Explained:
    """The layer's own explanation of one unit; none where the numbers have exploded, or are too many."""
    if patch.values.size > MOST_CELLS:
        return Explained()
    try:
        found = layer.explain(_given(layer, module, patch, terms, unit, size))
    except (ArithmeticError, ValueError):
        return Explained()
    shape = patch.values.shape
    return Explained(
        steps=found.steps,
        training=found.training,
        slopes=np.reshape(np.asarray(found.slopes, float), shape),
        terms=None if found.terms is None else np.reshape(np.asarray(found.terms, float), shape),
        winner=_winner(patch, found),
    )


def _given(layer: Layer, module: nn.Module, patch: Patch, terms: Terms, unit: Unit, size: Size) -> Given:
    inside = np.broadcast_to(patch.inside, patch.values.shape)
    return Given(
        cells=patch.values.astype(float).ravel().tolist(),
        inside=inside.ravel().tolist(),
        own=_own(patch, unit),
        kernel=None if terms.kernel is None else terms.kernel.astype(float).ravel().tolist(),
        bias=terms.bias,
        numbers=_numbers(layer, module, patch, unit, size),
    )


def _own(patch: Patch, unit: Unit) -> int:
    """Where in the patch the unit's own place lies; 0 for windows that know none."""
    if patch.links.operation not in ("normalise", "softmax"):
        return 0
    first = (patch.links.channels[0], patch.links.box[0], patch.links.box[1])
    place = tuple(at - start for at, start in zip(unit, first, strict=True))
    return int(np.ravel_multi_index(place, patch.values.shape))


def _numbers(layer: Layer, module: nn.Module, patch: Patch, unit: Unit, size: Size) -> dict[str, float]:
    """What the arithmetic needs besides cells and weights."""
    if patch.links.operation == "mean":
        return {"n": divisor(module, patch, unit, size)}
    if layer.kind == "embedding":
        token = min(max(int(patch.values.flat[0]), 0), len(module.get_parameter("weight")) - 1)
        return {"entry": module.get_parameter("weight")[token, unit[2]].item()}
    if patch.links.operation not in ("affine", "normalise"):
        return {}
    found = {name: getattr(module, name, None) for name in PARAMETERS}
    return {
        name: values[unit[: values.dim()]].item()
        for name, values in found.items()
        if isinstance(values, Tensor)
    }


def _winner(patch: Patch, found: Explanation) -> Unit | None:
    if found.winner is None:
        return None
    channel, row, column = np.unravel_index(found.winner, patch.values.shape)
    return int(channel) + patch.links.channels[0], int(patch.rows[row]), int(patch.columns[column])
