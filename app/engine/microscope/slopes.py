"""Backward through one activation: upstream × local = downstream, for a unit that the loss hangs on."""

from dataclasses import dataclass
from math import isfinite

import torch
from torch import Tensor, nn

from app.training.findings import Slope

POINTWISE = frozenset(
    {"relu", "leaky_relu", "sigmoid", "tanh", "elu", "gelu", "silu", "softplus", "hard_tanh"}
)
"""Kinds whose outputs depend on one input each."""


@dataclass
class Passed:
    """What went through a node: its input and output, whose gradients are kept."""

    inputs: Tensor
    output: Tensor


def slope(layer: nn.Module, passed: Passed) -> Slope | None:
    """Of the first image's unit with the steepest gradient of its input; None where there is none."""
    upstream, downstream = passed.output.grad, passed.inputs.grad
    if upstream is None or downstream is None:
        return None
    steep = downstream[0] if bool(downstream[0].any()) else upstream[0]
    place = tuple(int(one) for one in torch.unravel_index(steep.abs().argmax(), steep.shape))
    at = (0, *place)
    given = passed.inputs.detach()[at].clone().double().requires_grad_()
    (local,) = torch.autograd.grad(_alone(layer, given), given)
    numbers = (float(given), float(passed.output[at]), float(upstream[at]), float(local))
    if not all(map(isfinite, numbers)):
        return None
    unit = [*place, 0, 0][:3]
    return Slope(
        unit=(unit[0], unit[1], unit[2]),
        input=numbers[0],
        output=numbers[1],
        upstream=numbers[2],
        local=numbers[3],
        downstream=numbers[2] * numbers[3],
        torch=float(downstream[at]),
    )


def _alone(layer: nn.Module, value: Tensor) -> Tensor:
    output: Tensor = layer(value.reshape(1, 1))
    return output.sum()
