"""The gradients of single images, as arrows in a plane: how a mini-batch's mean estimates the full gradient.

Bottou 1998, "Online learning and stochastic approximations"; Nielsen, chapter 1: for m images chosen at random
the mean of their gradients is close to the mean over all, the closer the larger m is.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from app.datasets.model import Dataset
from app.engine.build import build
from app.engine.chance import upcoming
from app.engine.checkpoint import read_weights
from app.engine.data import Normaliser, Resident
from app.engine.objective import Objective, objective
from app.engine.outputs import scored
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.training.config import TrainConfig, steps_per_epoch

MOST_IMAGES = 256
MOST_NUMBERS = 1 << 25
"""Of all gradients together: 128 MiB."""
MOST_MACS = 20_000_000_000
FEWEST_IMAGES = 8
SIZES = (1, 4, 16, 64, 256)
"""Of mini-batches to compare."""
ROUNDING = 1e-9
"""Of the squares: a scatter below this share is none."""
TIMED = 3
"""A size is timed so often; the fastest counts."""


@dataclass(frozen=True)
class Arrows:
    """Gradients in the plane: along the full gradient (`x`) and across it (`y`), with their lengths (`norm`)."""

    x: list[float]
    y: list[float]
    norm: list[float]


@dataclass(frozen=True)
class Batches:
    """The mini-batches of one size, and how long a step of that size takes: forward and backward."""

    size: int
    milliseconds: float
    arrows: Arrows


@dataclass(frozen=True)
class Fan:
    """Gradients of images of the train split, single and in mini-batches; `full` is the length of their mean.

    `shown` is the share of their scatter about the mean (the sum of squares) that the plane shows.
    """

    indices: list[int]
    labels: list[int]
    losses: list[float]
    singles: Arrows
    batches: list[Batches]
    full: float
    shown: float


def fan(spec: NetworkSpec, weights: Path, dataset: Dataset, config: TrainConfig, step: int) -> Fan:
    """The gradients of the images that a run of `config` takes from `step` on, at the weights of a file.

    The network is as it answers (no dropout, batch normalisation by its running statistics), the images without
    augmentation, weight decay aside. Raises CorruptCheckpoint for a damaged file.
    """
    module = build(spec)
    module.load_state_dict(read_weights(weights))
    network = scored(module.eval(), spec, config.loss)
    data = Resident.of(dataset.splits["train"], "cpu")
    norms = any(isinstance(part, nn.modules.batchnorm._BatchNorm) for part in module.modules())
    each = steps_per_epoch(len(data), config.batch_size, norms)
    chosen = upcoming(len(data), config.seed, step, each, config.batch_size, images_for(spec))
    images = Normaliser.of(spec, dataset.mean, dataset.std)(data.images[chosen])
    return _fan(network, images, data.labels[chosen], chosen, config)


def images_for(spec: NetworkSpec) -> int:
    """As many images as are worth their memory and time."""
    total = analyze(spec).total
    most = min(MOST_IMAGES, MOST_NUMBERS // max(total.params, 1), MOST_MACS // max(3 * total.macs, 1))
    return max(FEWEST_IMAGES, 1 << most.bit_length() - 1) if most else FEWEST_IMAGES


def _fan(network: nn.Module, images: Tensor, labels: Tensor, indices: Tensor, config: TrainConfig) -> Fan:
    loss = objective(config.loss)
    gradients, losses = _singles(network, images, labels, loss)
    finite = gradients.isfinite().all(1) & losses.isfinite()
    gradients, losses = gradients[finite], losses[finite]
    plane = Plane.of(gradients)
    sizes = sorted({size for size in (*SIZES, config.batch_size) if size <= len(gradients)})
    return Fan(
        indices=indices[finite].tolist(),
        labels=labels[finite].tolist(),
        losses=losses.tolist(),
        singles=plane.arrows(1),
        batches=[
            Batches(size, _milliseconds(network, images[:size], labels[:size], loss), plane.arrows(size))
            for size in sizes
        ],
        full=plane.full,
        shown=plane.shown,
    )


def _singles(network: nn.Module, images: Tensor, labels: Tensor, loss: Objective) -> tuple[Tensor, Tensor]:
    """The gradient (N, P) and loss (N,) of each image by itself."""
    parameters = list(network.parameters())
    gradients = torch.empty(len(images), sum(parameter.numel() for parameter in parameters))
    losses = torch.empty(len(images))
    for place, (image, label) in enumerate(zip(images.split(1), labels.split(1), strict=True)):
        value = loss(network(image), label)
        losses[place] = value.detach()
        gradients[place] = _flat(torch.autograd.grad(value, parameters, materialize_grads=True))
    return gradients, losses


def _flat(gradients: Iterable[Tensor]) -> Tensor:
    return torch.cat([gradient.flatten() for gradient in gradients])


def _milliseconds(network: nn.Module, images: Tensor, labels: Tensor, loss: Objective) -> float:
    """Forward and backward for one mini-batch."""
    parameters = list(network.parameters())
    best = float("inf")
    for _ in range(TIMED):
        start = time.perf_counter()
        torch.autograd.grad(loss(network(images), labels), parameters, allow_unused=True)
        best = min(best, time.perf_counter() - start)
    return best * 1000


@dataclass(frozen=True)
class Plane:
    """A plane through N gradients: their mean's direction, and that of their largest scatter across it.

    Everything follows from the products of the gradients with one another, `products` (N, N): the gradients
    themselves, of as many numbers as the network has weights, are not needed any more.
    """

    products: Tensor
    x: Tensor
    y: Tensor
    full: float
    shown: float

    @classmethod
    def of(cls, gradients: Tensor) -> "Plane":
        """The plane of gradients (N, P)."""
        products = (gradients @ gradients.T).double()
        full = products.mean().clamp_min(0).sqrt() if len(products) else products.new_zeros(())
        x = products.mean(1) / full if full > 0 else products.new_zeros(len(products))
        across = products - torch.outer(x, x)  # of what is left of each without its part along the mean
        values, vectors = torch.linalg.eigh(across)
        y = vectors[:, -1] * values[-1].clamp_min(0).sqrt() if len(values) else x
        scatter = float(products.diagonal().sum() - len(x) * full**2)
        seen = float(((x - full) ** 2).sum() + (y**2).sum())
        alike = scatter <= ROUNDING * float(products.diagonal().sum())
        return cls(products, x, y, float(full), 1.0 if alike else min(seen / scatter, 1.0))

    def arrows(self, size: int) -> Arrows:
        """The means of consecutive mini-batches of `size`; a last one that is not full is left out."""
        count = len(self.x) // size
        kept = count * size
        inner = self.products[:kept, :kept].view(count, size, count, size).mean((1, 3)).diagonal()
        return Arrows(
            means(self.x, size).tolist(), means(self.y, size).tolist(), inner.clamp_min(0).sqrt().tolist()
        )


def means(values: Tensor, size: int) -> Tensor:
    """The mean of each `size` consecutive values; a last group that is not full is left out."""
    kept = len(values) // size * size
    return values[:kept].view(-1, size).mean(1)
