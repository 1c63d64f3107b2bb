"""What a layer was for one image of one pass in training: the mask or noise drawn, the statistics of the batch."""

from typing import Any

import torch
from torch import Tensor, nn

from app.layers.modules.noise import GaussianNoise

BatchNorm = nn.BatchNorm1d | nn.BatchNorm2d


class Drawn(nn.Module):
    """x·factor + shift, number by number: what chance made of a layer for the first image of a batch.

    `factor` and `shift` have the shape of one image, (C, H, W) or (N,). A dropped number has the factor 0, a kept one
    1/(1 − p); noise is a shift.
    """

    factor: Tensor
    shift: Tensor

    def __init__(self, factor: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.register_buffer("factor", factor)
        self.register_buffer("shift", shift)

    def forward(self, x: Tensor) -> Tensor:
        """The same for another x (1, …)."""
        return x * self.factor + self.shift


def drawn(module: nn.Module, x: Tensor) -> Drawn | None:
    """What `module` is about to draw for the first image of `x`; None for a layer without chance.

    The generator stays as it is, so that the module then draws just this: masks and noise depend on shapes alone.
    """
    nothing, all_ones = torch.zeros_like(x), torch.ones_like(x)
    match module:
        case nn.Dropout() | nn.Dropout2d():
            return Drawn(_foreseen(module, all_ones)[0], nothing[0])
        case GaussianNoise():
            return Drawn(all_ones[0], _foreseen(module, nothing)[0])
    return None


def _foreseen(module: nn.Module, x: Tensor) -> Tensor:
    state = torch.default_generator.get_state()
    try:
        found: Tensor = module(x)
    finally:
        torch.default_generator.set_state(state)
    return found


def with_batch_statistics(module: BatchNorm, x: Tensor) -> BatchNorm:
    """A batch norm of its own, outside training, with mean and (biased) variance of the batch `x` in the place of
    the running ones; `count` is how many numbers they are taken over."""
    kind: Any = type(module)
    own: BatchNorm = kind(module.num_features, module.eps, module.momentum, module.affine)
    own.weight, own.bias = module.weight, module.bias
    others = [0, *range(2, x.dim())]
    wide = x.double()
    own.running_mean = wide.mean(others).to(x.dtype)
    own.running_var = wide.var(others, correction=0).to(x.dtype)
    own.register_buffer("count", torch.tensor(x.numel() / x.shape[1]))
    return own.eval()
