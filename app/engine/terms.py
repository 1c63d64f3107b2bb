"""The numbers behind one unit: what it reads and what each of them adds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.drawn import Drawn
from app.layers import Layer
from app.layers.base import Links, Shape
from app.layers.dropout import Chance

Array = NDArray[np.floating[Any]]
Positions = NDArray[np.intp]
Unit = tuple[int, int, int]
Size = tuple[int, ...]
OUTSIDE = -1


@dataclass(frozen=True)
class Patch:
    """What a unit reads of one node: `values` [C, h, w], padding filled in.

    `rows` and `columns` say where each cell comes from; `OUTSIDE` marks padding that no pixel fills.
    """

    links: Links
    values: Array
    rows: Positions
    columns: Positions

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which cells [h, w] come from the node's output."""
        inside: NDArray[np.bool_] = np.logical_and.outer(self.rows != OUTSIDE, self.columns != OUTSIDE)
        return inside


@dataclass(frozen=True)
class Terms:
    """How the cells of a patch become the unit's number; `shares` [C, h, w] is what each of them adds."""

    shares: Array
    kernel: Array | None = None
    bias: float | None = None

    @property
    def total(self) -> float | None:
        """Σ patch · kernel + bias, for weighted sums."""
        if self.kernel is None:
            return None
        return float(self.shares.sum(dtype=np.float64)) + (self.bias or 0.0)


def patch_of(value: Tensor, links: Links, padding_mode: str = "zeros") -> Patch:
    """Cut a unit's patch out of the node's output (1, C, H, W) or (1, N)."""
    volume = value[0].numpy().reshape(*value.shape[1:], *(1,) * (4 - value.dim()))
    y0, x0, y1, x1 = links.box
    rows = _positions(y0, y1, links.dilation[0], volume.shape[1], padding_mode)
    columns = _positions(x0, x1, links.dilation[1], volume.shape[2], padding_mode)
    cells = volume[slice(*links.channels)][:, rows][:, :, columns]
    patch = Patch(links, cells, rows, columns)
    return Patch(links, np.where(patch.inside, cells, np.float32(0)), rows, columns)


def _positions(start: int, end: int, step: int, size: int, mode: str) -> Positions:
    """The places that a window reads along one axis, brought back inside as the padding mode says."""
    places = np.arange(start, end, step)
    match mode:
        case "reflect":
            places = np.abs(places)
            return np.where(places >= size, 2 * (size - 1) - places, places)
        case "replicate":
            return np.clip(places, 0, size - 1)
        case "circular":
            return places % size
    return np.where((places >= 0) & (places < size), places, OUTSIDE)


def links_of(layer: Layer, module: nn.Module, shape: Shape, unit: Unit) -> Links:
    """What a unit reads: of a layer that has drawn something in training, the number that chance has changed."""
    if isinstance(module, Drawn) and isinstance(layer, Chance):
        return layer.drawn_links(unit)
    return layer.links(shape, unit)


def terms_of(layer: Layer, module: nn.Module, patch: Patch, unit: Unit, size: Size) -> Terms:
    """Put numbers into `Layer.links` for one unit; `size` is the (height, width) of the layer's input."""
    match patch.links.operation:
        case "weighted_sum":
            return _weighted(module, patch, unit, size)
        case "affine":
            return (
                _drawn(module, patch, unit) if isinstance(module, Drawn) else _affine(module, patch, unit[0])
            )
        case "normalise":
            return _normalised(module, patch, unit)
        case "mean":
            return Terms(patch.values / divisor(module, patch, unit, size))
        case operation:
            return Terms(_SHARES.get(operation, _as_it_is)(patch, unit[0]))


def _weighted(module: nn.Module, patch: Patch, unit: Unit, size: Size) -> Terms:
    if isinstance(module, nn.ConvTranspose2d | nn.Upsample):
        kernel = _slopes(module, patch, unit, size)
    else:
        assert isinstance(module.weight, Tensor)
        kernel = module.weight[unit[0]].numpy().reshape(patch.values.shape)
    bias = getattr(module, "bias", None)
    return Terms(patch.values * kernel, kernel, bias[unit[0]].item() if isinstance(bias, Tensor) else None)


@torch.inference_mode(False)
@torch.enable_grad()
def _slopes(module: nn.Module, patch: Patch, unit: Unit, size: Size) -> Array:
    """The weights with which a linear layer reads the patch for a unit: the slopes of its output."""
    channels = module.in_channels if isinstance(module, nn.ConvTranspose2d) else patch.links.channels[1]
    zeros = torch.zeros(1, int(channels), *size, requires_grad=True)
    (slopes,) = torch.autograd.grad(module(zeros)[(0, *unit)], zeros)
    cells: Array = slopes[0].numpy()[slice(*patch.links.channels)][:, patch.rows][:, :, patch.columns]
    return np.where(patch.inside, cells, np.float32(0))


def _affine(module: nn.Module, patch: Patch, channel: int) -> Terms:
    """Scale and shift of the channel, from what becomes of 0 and of 1."""
    channels = len(module.get_buffer("running_mean"))
    sides = () if isinstance(module, nn.BatchNorm1d) else (1, 1)
    ends = module(torch.tensor([0.0, 1.0]).view(2, 1, *sides).expand(2, channels, *sides))
    shift, one = ends[:, channel].flatten().tolist()
    kernel = np.full_like(patch.values, one - shift)
    return Terms(patch.values * kernel, kernel, shift)


def _drawn(module: Drawn, patch: Patch, unit: Unit) -> Terms:
    """The number times its mask, and its noise."""
    place = unit[: module.factor.dim()]
    kernel = np.full_like(patch.values, module.factor[place].item())
    return Terms(patch.values * kernel, kernel, module.shift[place].item())


def _normalised(module: nn.Module, patch: Patch, unit: Unit) -> Terms:
    """What each value adds while the deviation is taken as given: γ/σ·(z − mean) + β, or the damped value alone."""
    own = tuple(place - first for place, first in zip(unit, _origin(patch.links), strict=True))
    if isinstance(module, nn.LocalResponseNorm):
        strength = module.alpha / module.size * float(np.square(patch.values, dtype=np.float64).sum())
        shares = np.zeros_like(patch.values)
        shares[own] = patch.values[own] / (module.k + strength) ** module.beta
        return Terms(shares)
    assert isinstance(module.eps, float)
    values = patch.values.astype(np.float64)
    scale, shift = _scale(module, unit)
    slope = scale / np.sqrt(values.var() + module.eps)
    kernel = np.full(values.shape, -slope / values.size)
    kernel[own] += slope
    return Terms(values * kernel, kernel, shift)


def _origin(links: Links) -> Unit:
    return links.channels[0], links.box[0], links.box[1]


def _scale(module: nn.Module, unit: Unit) -> tuple[float, float]:
    """γ and β of a unit: one for each value of a layer norm, else one for each channel."""
    weight, bias = module.weight, module.bias
    if not isinstance(weight, Tensor) or not isinstance(bias, Tensor):
        return 1.0, 0.0
    place = unit[: weight.dim()]
    return weight[place].item(), bias[place].item()


def divisor(module: nn.Module, patch: Patch, unit: Unit, size: Size) -> float:
    """What the sum is divided by: padding may count or not, windows may stick out."""
    shares = module(torch.ones(1, 1, *size))[0, 0]
    return float(patch.inside.sum()) / float(shares[unit[1:]] if shares.dim() else shares)


def _largest(patch: Patch, channel: int) -> Array:
    """The first of the largest values has it all."""
    values = np.where(patch.inside, patch.values, -np.inf)
    shares = np.zeros_like(patch.values)
    shares.flat[values.argmax()] = patch.values.flat[values.argmax()]
    return shares


def _squares(patch: Patch, channel: int) -> Array:
    length = float(np.linalg.norm(patch.values))
    return patch.values**2 / np.float32(length or 1)


def _odds(patch: Patch, channel: int) -> Array:
    """Each class's probability: its own for the unit, the others' against it."""
    powers = np.exp(patch.values - patch.values.max())
    shares: Array = -powers / powers.sum()
    shares[channel] *= -1
    return shares


def _as_it_is(patch: Patch, channel: int) -> Array:
    return patch.values


_SHARES: dict[str, Callable[[Patch, int], Array]] = {"max": _largest, "l2": _squares, "softmax": _odds}
