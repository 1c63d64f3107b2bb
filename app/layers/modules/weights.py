"""The weights of a module as they act, whatever its parameters are."""

from collections.abc import Iterator

from torch import Tensor, nn


def acting_weights(module: nn.Module, path: str) -> Iterator[tuple[str, Tensor]]:
    """The weight under the module's own `path`, the bias under `<path>.bias`; detached.

    Those of a transposed convolution have their outputs first, as those of any other layer.
    """
    for name, key in (("weight", path), ("bias", f"{path}.bias")):
        tensor = getattr(module, name, None)
        if isinstance(tensor, Tensor):
            turned = name == "weight" and isinstance(module, nn.ConvTranspose2d)
            yield key, outputs_first(tensor.detach(), module) if turned else tensor.detach()


def outputs_first(weight: Tensor, module: nn.Module) -> Tensor:
    """[in, out/groups, height, width] as [out, in/groups, height, width]."""
    groups = module.groups
    assert isinstance(groups, int)
    split = weight.view(groups, -1, *weight.shape[1:])  # (groups, in/groups, out/groups, height, width)
    return split.transpose(1, 2).flatten(0, 1)
