"""Weights before the first step, from a seed that leaves torch's global generator alone."""

from zlib import crc32

import torch
from torch import Tensor, nn
from torch.nn import init

from app.engine.chance import Stream, mixed
from app.layers.modules.table_conv import TableConv2d
from app.training.initializers import (
    Default,
    He,
    Initializer,
    InverseSqrt,
    Normal,
    Orthogonal,
    Xavier,
    Zeros,
)


def initialise(module: nn.Module, setting: Initializer, seed: int) -> None:
    """Draw the weights of every convolution and linear layer of `module` anew, in place.

    Each layer has its own draw, by its path: an edit elsewhere in the network leaves it as it was.
    Normalisation layers keep their ones and zeros, whatever the setting.
    """
    with torch.random.fork_rng(devices=[]):
        for path, part in module.named_modules():
            if isinstance(part, nn.Conv2d | nn.Linear):
                torch.default_generator.manual_seed(mixed(seed, Stream.WEIGHTS, crc32(path.encode())))
                _draw(part, setting)


@torch.no_grad()
def _draw(layer: nn.Conv2d | nn.Linear, setting: Initializer) -> None:
    if isinstance(setting, Default):
        layer.reset_parameters()
        return
    weight = layer.weight
    _draw_weight(weight, setting)
    if isinstance(layer, TableConv2d):
        layer.take(weight)
    if layer.bias is not None:
        init.normal_(layer.bias, std=_bias_deviation(setting))


def _bias_deviation(setting: Initializer) -> float:
    match setting:
        case Normal(std=std):
            return std
        case InverseSqrt():
            return 1.0
    return 0.0


def _draw_weight(weight: Tensor, setting: Initializer) -> None:
    fan_in = weight[0].numel()
    match setting:
        case Zeros():
            init.zeros_(weight)
        case Normal(std=std):
            init.normal_(weight, std=std)
        case InverseSqrt():
            init.normal_(weight, std=fan_in**-0.5)
        case Xavier():
            init.xavier_uniform_(weight)
        case He():
            init.normal_(weight, std=(2 / fan_in) ** 0.5)
        case Orthogonal(gain=gain):
            init.orthogonal_(weight, gain)
