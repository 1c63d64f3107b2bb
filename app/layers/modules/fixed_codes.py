"""Output codes that are not trained.

LeNet-5 (LeCun et al., 1998) ends in units that measure the distance Σ (x − w)² to a fixed code for each class.
Under a softmax that is a weighted sum: −½ Σ (x − w)² = Σ x·w less a number that all classes share. The paper's
codes are stylised digits; it names chance as the alternative, and that is what is used here, the same codes for
every network.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class FixedCodes(nn.Module):
    """Scores W·x with fixed codes of +1 and -1: (B, in) to (B, out)."""

    weight: Tensor
    bias: None = None

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        chance = torch.Generator().manual_seed(1998)
        coins = torch.randint(2, (out_features, in_features), generator=chance)
        self.register_buffer("weight", 2.0 * coins - 1)

    def forward(self, x: Tensor) -> Tensor:
        """W·x."""
        return F.linear(x, self.weight)
