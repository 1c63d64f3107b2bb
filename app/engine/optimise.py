"""The settings' optimisers as torch's, fused where the device offers that."""

from collections.abc import Iterable
from typing import Any

from torch.nn import Parameter
from torch.optim import SGD, Optimizer
from torch.optim import Adam as TorchAdam
from torch.optim import AdamW as TorchAdamW

from app.training.config import TrainConfig
from app.training.optimizers import Adam, AdamW, Sgd


def optimizer(config: TrainConfig, parameters: Iterable[Parameter]) -> Optimizer:
    """The optimiser over those of `parameters` that are to be trained."""
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    fused = all(parameter.device.type in ("cpu", "cuda", "mps") for parameter in trained)
    common: dict[str, Any] = {"lr": config.optimizer.lr, "weight_decay": config.weight_decay, "fused": fused}
    match config.optimizer:
        case Sgd(momentum=momentum, nesterov=nesterov):
            return SGD(trained, momentum=momentum, nesterov=nesterov, **common)
        case AdamW(betas=betas, eps=eps):
            return TorchAdamW(trained, betas=betas, eps=eps, **common)
        case Adam(betas=betas, eps=eps):
            return TorchAdam(trained, betas=betas, eps=eps, **common)
