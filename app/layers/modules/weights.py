"""The weights of a module as they act, whatever its parameters are."""

from collections.abc import Iterator

from torch import Tensor, nn


def acting_weights(module: nn.Module, path: str) -> Iterator[tuple[str, Tensor]]:
    """The weight under the module's own `path`, the bias under `<path>.bias`; detached."""
    for name, key in (("weight", path), ("bias", f"{path}.bias")):
        tensor = getattr(module, name, None)
        if isinstance(tensor, Tensor):
            yield key, tensor.detach()
