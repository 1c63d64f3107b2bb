"""Which output a loss reads, and what is shown as probabilities."""

import torch
from torch import Tensor, nn

from app.layers.modules.combinators import Auxiliary, Series
from app.network.spec import NetworkSpec
from app.training.losses import CrossEntropy, Loss


def scored(module: nn.Module, spec: NetworkSpec, loss: Loss) -> nn.Module:
    """The network as the loss reads it: cross-entropy stops before a trailing softmax, also that of a head.

    Shares the parameters.
    """
    reads_logits = isinstance(loss, CrossEntropy)
    for part in module.modules():
        if isinstance(part, Auxiliary):
            part.stop = -1 if reads_logits and _ends_in_softmax(part.head) else None
    return logits_of(module, spec) if reads_logits else module


def _ends_in_softmax(series: Series) -> bool:
    return isinstance([*series.children()][-1], nn.Softmax)


def logits_of(module: nn.Module, spec: NetworkSpec) -> nn.Module:
    """The network without its trailing softmax, if it has one. Shares the parameters."""
    if not spec.layers or spec.layers[-1].kind != "softmax":
        return module
    return Series(dict(list(module.named_children())[:-1]))


def probabilities(outputs: Tensor, last: str) -> Tensor:
    """What is shown for the output (…, K) of a network whose last layer is of the kind `last`.

    A final softmax as it is; a final sigmoid divided by its sum; else the softmax of the logits.
    """
    if last == "softmax":
        return outputs
    if last == "sigmoid":
        return outputs / outputs.sum(-1, keepdim=True).clamp_min(torch.finfo(outputs.dtype).tiny)
    return outputs.softmax(-1)
