"""Layers, and single filters of them, that training leaves as they are."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


def freeze(module: nn.Module, paths: Sequence[str]) -> list[nn.Module]:
    """Hold the parameters of the layers and blocks of these paths, and of no others, in place.

    Gives the normalisation among them that has statistics of its own: kept in evaluation mode it normalises by
    those, and does not move them.
    """
    inside = tuple(f"{path}." for path in paths)
    for name, parameter in module.named_parameters():
        parameter.requires_grad_(not (inside and name.startswith(inside)))
    return [
        part
        for path, part in module.named_modules()
        if inside and f"{path}.".startswith(inside) and isinstance(part, nn.modules.batchnorm._BatchNorm)
    ]


def freeze_filters(module: nn.Module, filters: Mapping[str, Sequence[int]], optimizer: Optimizer) -> None:
    """Put the weights and biases of these output channels, by layer, back after each step of the optimiser.

    Whatever moves them: gradient, momentum, weight decay. The optimiser's memory of them goes on.
    """
    rows: list[tuple[Tensor, Tensor]] = []
    for path, channels in filters.items():
        for _, parameter in module.get_submodule(path).named_parameters(recurse=False):
            rows.append((parameter, torch.tensor(channels, device=parameter.device)))
    if not rows:
        return
    kept: list[Tensor] = []

    def before(*_: object) -> None:
        kept[:] = [parameter.detach()[channels] for parameter, channels in rows]

    @torch.no_grad()
    def after(*_: object) -> None:
        for (parameter, channels), values in zip(rows, kept, strict=True):
            parameter[channels] = values

    optimizer.register_step_pre_hook(before)
    optimizer.register_step_post_hook(after)
