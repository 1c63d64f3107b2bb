"""Zero padding over the channels as well."""

from torch import Tensor, nn
from torch.nn import functional as F


class ZeroMaps(nn.Module):
    """Zeros round the maps (left, right, top, bottom), and maps of zeros (before, after)."""

    def __init__(
        self,
        padding: int | tuple[int, int, int, int],
        channels: tuple[int, int],
    ) -> None:
        super().__init__()
        border = (padding,) * 4 if isinstance(padding, int) else padding
        self.padding = (*border, *channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, before + C + after, H', W')."""
        return F.pad(x, self.padding)
