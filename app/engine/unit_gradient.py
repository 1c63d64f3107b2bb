"""The way back through one unit: upstream × local = downstream, beside what all ways together come to."""

from collections.abc import Iterator, Sequence

import numpy as np
from torch import Tensor, nn

from app.engine.backward import Backward
from app.engine.read import Read
from app.engine.rounding import cube, number
from app.engine.terms import OUTSIDE, Array, Patch, Positions, Unit
from app.layers.explain import Step
from app.layers.modules.table_conv import TableConv2d
from app.protocol.attribution import ScoreKind
from app.protocol.live_server import InputGradient, ParameterGradient, UnitGradient

PARAMETERS = {"b": "bias", "β": "bias", "γ": "weight", "E": "weight"}
"""Numbers of the steps that are parameters, by their symbols."""


def unit_gradient(
    back: Backward,
    of: ScoreKind,
    path: str,
    unit: Unit,
    reads: Sequence[Read],
    steps: Sequence[Step],
    module: nn.Module | None,
    follower: str | None,
    small: bool,
) -> UnitGradient:
    """What the score says to the unit, and what the unit passes on to everything that it is made of."""
    upstream = at(back.nodes.get(path), unit)
    kernel, kernel_total = _kernel(back, upstream, reads, module, unit) if small and reads else (None, None)
    return UnitGradient(
        of=of,
        target=back.target,
        score=number(back.score),
        reaches=path in back.nodes,
        value=number(upstream),
        activation=None if follower is None else number(at(back.nodes.get(follower), unit)),
        inputs=[_input(back, upstream, read, small) for read in reads],
        kernel=cube(kernel),
        kernel_total=cube(kernel_total),
        parameters=[*_parameters(back, upstream, reads, steps, module, unit)],
    )


def at(slopes: Tensor | None, unit: Unit) -> float:
    """The slope of one unit, of (1, C, H, W) or (1, N); 0 where the score does not hang on the node."""
    if slopes is None:
        return 0.0
    return float(slopes[0][unit[: slopes.dim() - 1]])


def _input(back: Backward, upstream: float, read: Read, small: bool) -> InputGradient:
    patch, slopes = read.patch, read.explained.slopes
    if not small:
        return InputGradient(path=read.path, through=None, total=None)
    through = None if slopes is None else np.where(patch.inside, upstream * slopes, 0)
    total = back.nodes.get(read.path)
    known = np.zeros_like(patch.values) if total is None else _at_cells(total, patch)
    return InputGradient(path=read.path, through=cube(through), total=cube(known))


def _at_cells(slopes: Tensor, patch: Patch) -> Array:
    """A node's slopes where the patch lies; padding has none."""
    volume = slopes[0].numpy().reshape(*slopes.shape[1:], *(1,) * (4 - slopes.dim()))
    cells = volume[slice(*patch.links.channels)][:, patch.rows][:, :, patch.columns]
    return np.where(patch.inside, cells, np.float32(0))


def _kernel(
    back: Backward, upstream: float, reads: Sequence[Read], module: nn.Module | None, unit: Unit
) -> tuple[Array | None, Array | None]:
    """Of the weights of a weighted sum: by this unit alone, and by all that share them; None where none are learnt."""
    read = reads[0]
    found = None if read.patch.links.operation != "weighted_sum" else _weights(back, read.patch, module, unit)
    if found is None:
        return None, None
    total, learnt = found
    return np.where(learnt, upstream * read.patch.values, 0), total


def _weights(
    back: Backward, patch: Patch, module: nn.Module | None, unit: Unit
) -> tuple[Array, Array | np.bool_] | None:
    """The slopes of the unit's weights, laid out as its patch, and which cells have a weight."""
    if isinstance(module, TableConv2d):
        slopes = _or_zeros(back, "kernels", module.kernels)
        dense = np.zeros((module.out_channels, *patch.values.shape), np.float32)
        dense[module.filters.numpy(), module.maps.numpy()] = slopes
        real = np.zeros(dense.shape[:2], bool)
        real[module.filters.numpy(), module.maps.numpy()] = True
        return dense[unit[0]], real[unit[0], :, None, None]
    weight = dict(module.named_parameters(recurse=False)).get("weight") if module else None
    if weight is None:
        return None
    slopes = _or_zeros(back, "weight", weight)
    if isinstance(module, nn.ConvTranspose2d):
        return _stamped(module, slopes, patch, unit)
    return slopes[unit[0]].reshape(patch.values.shape), np.True_


def _or_zeros(back: Backward, name: str, parameter: Tensor) -> Array:
    slopes = back.parameters.get(name)
    return np.zeros(parameter.shape, np.float32) if slopes is None else slopes.numpy()


def _stamped(module: nn.ConvTranspose2d, slopes: Array, patch: Patch, unit: Unit) -> tuple[Array, Array]:
    """Which weight [in, out/groups, height, width] of its stamp each cell has for the unit."""
    down, real_down = _taps(module, 0, patch.rows, unit[1])
    right, real_right = _taps(module, 1, patch.columns, unit[2])
    own = slopes[slice(*patch.links.channels), unit[0] % slopes.shape[1]]
    real = np.logical_and.outer(real_down, real_right)
    return np.where(real, own[:, down][:, :, right], np.float32(0)), real


def _taps(module: nn.ConvTranspose2d, axis: int, places: Positions, own: int) -> tuple[Positions, Array]:
    """Along one axis: own = place·stride − padding + tap·dilation."""
    assert not isinstance(module.padding, str)
    dilation, size = module.dilation[axis], module.kernel_size[axis]
    offset = own + module.padding[axis] - places * module.stride[axis]
    taps = offset // dilation
    real = (places != OUTSIDE) & (offset % dilation == 0) & (taps >= 0) & (taps < size)
    return np.clip(taps, 0, size - 1), real


def _parameters(
    back: Backward,
    upstream: float,
    reads: Sequence[Read],
    steps: Sequence[Step],
    module: nn.Module | None,
    unit: Unit,
) -> Iterator[ParameterGradient]:
    """Of the steps' own parameters: a bias, a norm's γ and β, an entry of a table."""
    local = {"γ": next((one.value for one in steps if one.symbol == "ẑ"), 0.0)}
    for step in steps:
        name = PARAMETERS.get(step.symbol)
        parameter = getattr(module, name, None) if name and module else None
        if isinstance(parameter, nn.Parameter):
            place = _place(step.symbol, parameter, reads[0].patch, unit)
            total = back.parameters.get(str(name))
            yield ParameterGradient(
                symbol=step.symbol,
                through=number(upstream * local.get(step.symbol, 1.0)),
                total=number(0.0 if total is None else total[place].item()),
            )


def _place(symbol: str, parameter: Tensor, patch: Patch, unit: Unit) -> tuple[int, ...]:
    """Where in the parameter the unit's own number stands."""
    if symbol == "E":
        return min(max(int(patch.values.flat[0]), 0), len(parameter) - 1), unit[2]
    return unit[: parameter.dim()]
