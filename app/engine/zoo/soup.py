"""A model soup: the mean of the weights of networks that were fine-tuned from the same one.

Wortsman et al. 2022, https://arxiv.org/abs/2203.05482; half of the way between the network before and after its
fine-tuning is from their https://arxiv.org/abs/2109.01903.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]


def soup(before: Weights, after: Sequence[Weights]) -> dict[str, Tensor]:
    """Half of the way from the weights `before` the fine-tuning to the mean of those `after` it.

    The running statistics of batch norms are mixed alike; counts, which are whole numbers, stay as they were.
    """
    return {name: _half_way(own, [one[name] for one in after]) for name, own in before.items()}


def _half_way(own: Tensor, others: Sequence[Tensor]) -> Tensor:
    if not own.is_floating_point():
        return own
    return (own + torch.stack([*others]).mean(0)) / 2
