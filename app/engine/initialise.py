"""Weights before the first step, from a seed that leaves torch's global generator alone."""

from collections.abc import Mapping
from math import prod
from zlib import crc32

import torch
from torch import Tensor, nn
from torch.nn import init

from app.engine.chance import Stream, mixed
from app.layers.modules.combinators import Residual
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

Weighted = nn.Conv2d | nn.ConvTranspose2d | nn.Linear


def initialise(
    module: nn.Module,
    setting: Initializer,
    seed: int,
    names: Mapping[str, str] | None = None,
    own: Mapping[str, Initializer] | None = None,
) -> None:
    """Draw the weights of every convolution, linear layer and embedding of `module` anew, in place.

    Each layer has its own draw, by its path: an edit elsewhere in the network leaves it as it was. Where an edit
    has changed the path, `names` says what it was ({now: before}); a layer that is not in it is new. `own` has the
    settings of single layers, or of all in a block, by path.
    Normalisation layers keep their ones and zeros, and embeddings are from N(0, 1), whatever the setting. Where a
    residual block asks for it, the last layer of its body that has weights begins with zeros, so that the block
    passes its input on.
    """
    with torch.random.fork_rng(devices=[]):
        for path, part in module.named_modules():
            if isinstance(part, Weighted | nn.Embedding):
                seeded = mixed(seed, Stream.WEIGHTS, crc32(_drawn_as(path, names or {}).encode()))
                torch.default_generator.manual_seed(seeded)
                _draw(part, _setting_of(path, own or {}, setting))
    for block in module.modules():
        if isinstance(block, Residual) and block.zero_init:
            _silence(block.body)


def _setting_of(path: str, own: Mapping[str, Initializer], default: Initializer) -> Initializer:
    """The layer's own setting, else that of the innermost block that has one."""
    parts = path.split(".")
    around = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((own[one] for one in around if one in own), default)


def _drawn_as(path: str, names: Mapping[str, str]) -> str:
    """The path that decides a layer's draw; a new layer does not draw what an older one of its path has."""
    return names.get(path) or (f"new {path}" if path in names.values() else path)


@torch.no_grad()
def _silence(body: nn.Module) -> None:
    own = [list(child.parameters(recurse=False)) for child in body.children()]
    for parameter in next((parameters for parameters in reversed(own) if parameters), []):
        init.zeros_(parameter)


@torch.no_grad()
def _draw(layer: Weighted | nn.Embedding, setting: Initializer) -> None:
    if isinstance(setting, Default) or isinstance(layer, nn.Embedding):
        layer.reset_parameters()
        return
    weight = layer.weight
    _draw_weight(weight, setting, _fan_in(layer))
    if isinstance(layer, TableConv2d):
        layer.kernels.copy_(weight[layer.filters, layer.maps])
    if layer.bias is not None:
        init.normal_(layer.bias, std=_bias_deviation(setting))


def _bias_deviation(setting: Initializer) -> float:
    match setting:
        case Normal(std=std):
            return std
        case InverseSqrt():
            return 1.0
    return 0.0


def _fan_in(layer: Weighted) -> float:
    """How many inputs a unit reads; behind a transposed convolution only one in S·S stamps reaches it."""
    if isinstance(layer, nn.ConvTranspose2d):
        kernels = layer.weight[:, 0].numel() / layer.groups
        return max(kernels / prod(layer.stride), 1)
    return layer.weight[0].numel()


def _draw_weight(weight: Tensor, setting: Initializer, fan_in: float) -> None:
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
