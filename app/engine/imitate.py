"""Distillation: a network learns to answer as its teachers do, not from the labels.

Hinton, Vinyals & Dean 2015, https://arxiv.org/abs/1503.02531; that teacher and student look at the very same changed
images is from Beyer et al. 2022, https://arxiv.org/abs/2106.05237.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Teachers:
    """Networks that give logits (B, K) for normalised images, and the temperature at which they are heard."""

    networks: Sequence[nn.Module]
    temperature: float

    def loss(self, logits: Tensor, images: Tensor) -> Tensor:
        """T² KL(teachers ‖ student), the mean over the batch: the student's logits (B, K), the images it saw.

        Several teachers speak with the mean of their logits.
        """
        wanted = self._logits(images).div(self.temperature).softmax(1)
        answered = logits.float().div(self.temperature).log_softmax(1)
        return F.kl_div(answered, wanted, reduction="batchmean") * self.temperature**2

    @torch.no_grad()
    def _logits(self, images: Tensor) -> Tensor:
        heard = [network(images).float() for network in self.networks]
        return torch.stack(heard).mean(0)
