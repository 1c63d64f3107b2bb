"""The models that can be made."""

from app.engine.zoo.digits import LENET5_MNIST
from app.engine.zoo.model import ZooModel
from app.engine.zoo.things import RESNET20_CIFAR10

ZOO: dict[str, ZooModel] = {model.ref: model for model in (LENET5_MNIST, RESNET20_CIFAR10)}
"""By the name under which each is looked into."""
