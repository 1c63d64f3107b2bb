"""Which output a loss reads, and what is shown as probabilities."""

import torch
from torch import Tensor, nn

from app.layers.modules.combinators import Auxiliary, Series
from app.network.spec import NetworkSpec
from app.training.losses import BinaryCrossEntropy, CrossEntropy, Loss
from app.training.setting import Setting

READS_BEFORE: dict[type[Setting], type[nn.Module]] = {
    CrossEntropy: nn.Softmax,
    BinaryCrossEntropy: nn.Sigmoid,
}
"""The last layer whose input a loss reads, where a network ends in it."""


def scored(module: nn.Module, spec: NetworkSpec, loss: Loss) -> nn.Module:
    """The network as the loss reads it: cross-entropy stops before a trailing softmax, binary cross-entropy before
    a trailing sigmoid; so do those of the heads.

    Shares the parameters.
    """
    last = READS_BEFORE.get(type(loss))
    for part in module.modules():
        if isinstance(part, Auxiliary):
            part.stop = -1 if last and _ends_in(part.head, last) else None
    return _before(module, last) if last else module


def logits_of(module: nn.Module) -> nn.Module:
    """The network without its trailing softmax, if it has one. Shares the parameters."""
    return _before(module, nn.Softmax)


def _before(module: nn.Module, last: type[nn.Module]) -> nn.Module:
    return Series(dict(list(module.named_children())[:-1])) if _ends_in(module, last) else module


def _ends_in(series: nn.Module, kind: type[nn.Module]) -> bool:
    return isinstance(next(reversed([*series.children()]), None), kind)


def probabilities(outputs: Tensor, last: str) -> Tensor:
    """What is shown for the output (…, K) of a network whose last layer is of the kind `last`.

    A final softmax as it is; a final sigmoid divided by its sum; else the softmax of the logits.
    """
    if last == "softmax":
        return outputs
    if last == "sigmoid":
        return outputs / outputs.sum(-1, keepdim=True).clamp_min(torch.finfo(outputs.dtype).tiny)
    return outputs.softmax(-1)


def shown(outputs: Tensor, spec: NetworkSpec, loss: Loss) -> Tensor:
    """The probabilities for outputs (…, K) as the loss reads them: of logits where it stops before the last layer."""
    last = spec.layers[-1].kind
    if last == "softmax" and isinstance(loss, CrossEntropy):
        return outputs.softmax(-1)
    if last == "sigmoid" and isinstance(loss, BinaryCrossEntropy):
        outputs = outputs.sigmoid()
    return probabilities(outputs, last)
