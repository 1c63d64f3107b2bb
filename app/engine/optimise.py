"""The settings' optimisers as torch's, fused where the device offers that."""

from collections.abc import Iterable
from typing import Any

from torch import optim
from torch.nn import Parameter
from torch.optim import Optimizer

from app.training.config import TrainConfig
from app.training.optimizers import Adadelta, Adagrad, Adaline, Adam, AdamW, Perceptron, RmsProp, Sgd


def optimizer(config: TrainConfig, parameters: Iterable[Parameter]) -> Optimizer:
    """The optimiser over those of `parameters` that are to be trained."""
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    common: dict[str, Any] = {"lr": config.optimizer.lr, "weight_decay": config.weight_decay}
    fused = all(parameter.device.type in ("cpu", "cuda", "mps") for parameter in trained)
    match config.optimizer:
        case Sgd(momentum=momentum, nesterov=nesterov):
            return optim.SGD(trained, momentum=momentum, nesterov=nesterov, fused=fused, **common)
        case Perceptron() | Adaline():
            return optim.SGD(trained, fused=fused, **common)
        case Adagrad(eps=eps):
            return optim.Adagrad(trained, eps=eps, **common)
        case RmsProp(alpha=alpha, eps=eps, momentum=momentum):
            return optim.RMSprop(trained, alpha=alpha, eps=eps, momentum=momentum, **common)
        case Adadelta(rho=rho, eps=eps):
            return optim.Adadelta(trained, rho=rho, eps=eps, **common)
        case AdamW(betas=betas, eps=eps):
            return optim.AdamW(trained, betas=betas, eps=eps, fused=fused, **common)
        case Adam(betas=betas, eps=eps):
            return optim.Adam(trained, betas=betas, eps=eps, fused=fused, **common)
