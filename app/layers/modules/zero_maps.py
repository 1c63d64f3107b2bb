"""Zero padding over the channels as well."""

from torch import Tensor, nn
from torch.nn import functional as F


class ZeroMaps(nn.Module):
    """Zeros round the maps, and maps of zeros: (B, C, H, W) → (B, before + C + after, H', W').

    `border` is left, right, top, bottom; `channels` before, after.
    """

    def __init__(self, border: tuple[int, int, int, int], channels: tuple[int, int]) -> None:
        super().__init__()
        self.padding = (*border, *channels)

    def forward(self, x: Tensor) -> Tensor:
        """Pad the last three axes."""
        return F.pad(x, self.padding)
