"""An embedding that takes what the playground's networks take: floats in a volume."""

from torch import Tensor, nn


class TokenEmbedding(nn.Embedding):
    """Token ids as floats (B, 1, words, 1) to (B, 1, words, dimensions).

    Ids beyond the table take its last row.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Look the ids up."""
        ids = x[..., 0].long().clamp(0, self.num_embeddings - 1)
        return super().forward(ids)
