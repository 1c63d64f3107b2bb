"""Networks that only answer, on the processor: batch norms, rectifiers and sums within the convolutions before them.

With running statistics a batch norm is a scale and a shift of each channel, and so are weights and bias of the
convolution before it (Ioffe & Szegedy 2015, section 3.1). What is left is done by oneDNN while the convolution's
results are at hand, as torch's own compiler has it done: one pass over the maps in the place of up to four.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from app.layers.modules.combinators import Parallel, Residual, Series


class Convolved(nn.Module):
    """A convolution with what follows it."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.weight: Tensor = conv.weight.detach()
        self.bias = None if conv.bias is None else conv.bias.detach()
        self.how = (conv.padding, conv.stride, conv.dilation, conv.groups)
        self.rectified = False

    def take(self, norm: nn.BatchNorm2d) -> None:
        """Normalise as well."""
        statistics: tuple[Any, ...] = (norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias)
        weight, bias = fuse_conv_bn_weights(self.weight, self.bias, *statistics)
        self.weight, self.bias = weight.detach(), bias.detach()

    def settle(self, precision: torch.dtype) -> None:
        """Compute in this precision from now on, in channels_last."""
        self.weight = self.weight.to(precision, memory_format=torch.channels_last)
        self.bias = None if self.bias is None else self.bias.to(precision)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, K, H', W')."""
        then: tuple[Any, ...] = ("relu" if self.rectified else "none", [], "")
        convolve = torch.ops.mkldnn._convolution_pointwise
        out: Tensor = convolve(x.to(self.weight.dtype), self.weight, self.bias, *self.how, *then)
        return out

    def plus(self, x: Tensor, other: Tensor, rectified: bool) -> Tensor:
        """The convolution of `x`, and `other` added to it, (B, K, H', W')."""
        x, other = x.to(self.weight.dtype), other.to(self.weight.dtype)
        then: tuple[Any, ...] = ("add", 1.0, "relu" if rectified else None, [], "")
        convolve = torch.ops.mkldnn._convolution_pointwise.binary
        out: Tensor = convolve(x, other, self.weight, self.bias, *self.how, *then)
        return out


class Summed(nn.Module):
    """A residual block whose body ends in a convolution, which takes the sum with it."""

    def __init__(self, most: Series, last: Convolved, shortcut: nn.Module) -> None:
        super().__init__()
        self.most, self.last, self.shortcut, self.rectified = most, last, shortcut, False

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, K, H', W')."""
        return self.last.plus(self.most(x), self.shortcut(x), self.rectified)


def folded(network: nn.Module, precision: torch.dtype = torch.float32) -> nn.Module:
    """A network with the same outputs up to rounding, its convolutions in the given precision and in channels_last.

    The network itself, which must be in evaluation mode, is left as it is; layers that are not folded are shared.
    """
    if not torch.backends.mkldnn.is_available():
        return network
    fast = _folded(network)
    for part in fast.modules():
        if isinstance(part, Convolved):
            part.settle(precision)
    return fast


def _folded(part: nn.Module) -> nn.Module:
    if isinstance(part, Series):
        return _series(_links(part))
    if isinstance(part, Parallel):
        return Parallel([_series(_links(branch)) for branch in part.branches], part.merge)
    if isinstance(part, Residual):
        *most, last = [*_links(part.body)] or [nn.Identity()]
        shortcut = _series(_links(part.shortcut))
        if isinstance(last, Convolved) and not last.rectified:
            return Summed(_series(most), last, shortcut)
        return Residual(_series([*most, last]), shortcut)
    if type(part) is nn.Conv2d and part.padding_mode == "zeros" and isinstance(part.padding, tuple):
        return Convolved(part)
    return part


def _links(series: nn.Module) -> Iterator[nn.Module]:
    """What is left of a series when convolutions and blocks have taken what follows them."""
    last: nn.Module | None = None
    for part in series.children():
        if isinstance(part, nn.Identity):
            continue
        if isinstance(last, Convolved | Summed) and not last.rectified:
            if isinstance(part, nn.ReLU):
                last.rectified = True
                continue
            if isinstance(last, Convolved) and type(part) is nn.BatchNorm2d:
                last.take(part)
                continue
        last = _folded(part)
        yield last


def _series(parts: Iterator[nn.Module] | list[nn.Module]) -> Series:
    return Series({str(place): part for place, part in enumerate(parts)})
