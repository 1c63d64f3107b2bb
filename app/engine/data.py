"""Images resident on the training device as uint8; normalisation in batch there. No DataLoader."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from app.datasets.model import Split
from app.network.spec import NetworkSpec
from app.network.walk import places

Normalisation = Literal["none", "half", "standard", "tokens"]


@dataclass(frozen=True)
class Resident:
    """One split on the device: `images` uint8 (N, C, H, W), `labels` int64 (N,).

    `reconstructed` says that the network is to give the images back: they are the targets, not the labels.
    """

    images: Tensor
    labels: Tensor
    reconstructed: bool = False

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def of(cls, split: Split, device: str, reconstructed: bool = False) -> "Resident":
        """Put a split on `device`; on the CPU the images stay in the file's memory map."""
        with warnings.catch_warnings(
            action="ignore", category=UserWarning
        ):  # the map is read-only: so are we
            images, labels = torch.from_numpy(split.images), torch.from_numpy(split.labels)
        return cls(images.to(device), labels.long().to(device), reconstructed)

    def sample(self, count: int) -> "Resident":
        """At most `count` of the images, evenly spread over the split."""
        if len(self) <= count:
            return self
        chosen = torch.linspace(0, len(self) - 1, count, device=self.labels.device).long()
        return replace(self, images=self.images[chosen], labels=self.labels[chosen])


class Normaliser:
    """x/255, x/255 − 0.5, or (x/255 − mean)/std, channel by channel, as `NetworkSpec.normalize` says.

    What an embedding reads ("tokens") stays as it is.
    """

    def __init__(
        self, kind: Normalisation, mean: Sequence[float], std: Sequence[float], device: str = "cpu"
    ) -> None:
        middle, spread = {
            "none": ((0.0,), (1.0,)),
            "half": ((0.5,), (1.0,)),
            "standard": (mean, std),
            "tokens": ((0.0,), (1 / 255,)),
        }[kind]
        columns = torch.tensor([middle, spread], dtype=torch.float64)[:, None, :, None, None]
        self.scale = _operand(1 / (255 * columns[1]), device)
        self.shift = _operand(-columns[0] / columns[1], device)

    @classmethod
    def of(
        cls, spec: NetworkSpec, mean: Sequence[float], std: Sequence[float], device: str = "cpu"
    ) -> "Normaliser":
        """The one that a network asks for."""
        tokens = any(place.node.kind == "embedding" for place in places(spec))
        return cls("tokens" if tokens else spec.normalize, mean, std, device)

    def __call__(self, pixels: Tensor) -> Tensor:
        """The network's input for pixels of 0…255, uint8 or float (B, C, H, W): float32 of that shape."""
        return pixels.to(torch.float32, copy=True).mul_(self.scale).add_(self.shift)


def _operand(column: Tensor, device: str) -> Tensor | float:
    """(1, C, 1, 1) on the device, or a plain number where the channels share it: that is quicker."""
    return column.item() if column.numel() == 1 else column.float().to(device)
