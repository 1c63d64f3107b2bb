"""Layers that training leaves as they are."""

from collections.abc import Sequence

from torch import nn


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
