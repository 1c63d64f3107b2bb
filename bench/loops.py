"""Loops that anyone would write, each in a process of its own: `python -m bench.loops NAME NETWORK THREADS …`.

It reads numbers of seconds, a line each; trains for so long; and writes how many images that were.
"""

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset

from app.engine.build import build
from app.engine.optimise import optimizer
from app.engine.recipe import Recipe
from app.network.spec import NetworkSpec
from app.training.config import TrainConfig
from bench.networks import IMAGES, network

BATCH = 128
Arrays = tuple[np.ndarray, np.ndarray]


def random_images(spec: NetworkSpec) -> Arrays:
    """Images uint8 (N, C, H, W) and their labels."""
    random = np.random.default_rng(0)
    return random.integers(0, 256, (IMAGES, *spec.input.shape), np.uint8), random.integers(0, 10, IMAGES)


def bare(spec: NetworkSpec, arrays: Arrays, recipe: Recipe) -> Iterator[int]:
    """The plain loop: a resident float tensor, `randperm`, Adam."""
    images = torch.from_numpy(arrays[0]).float().div_(255).sub_(0.5)
    labels = torch.from_numpy(arrays[1])
    model = build(spec)
    update = torch.optim.Adam(model.parameters(), lr=0.003)
    for chosen in order():
        loss = F.cross_entropy(model(images[chosen]), labels[chosen])
        update.zero_grad()
        loss.backward()
        update.step()
        yield len(chosen)


def same_recipe(spec: NetworkSpec, arrays: Arrays, recipe: Recipe) -> Iterator[int]:
    """The engine's own recipe, in a loop without anything else."""
    images, labels = map(torch.from_numpy, arrays)
    model = recipe.place(build(spec))
    update = optimizer(TrainConfig(), model.parameters())
    for chosen in order():
        batch = recipe.lay(images[chosen].float().mul_(1 / 255).sub_(0.5))
        with recipe.autocast():
            outputs = model(batch)
        loss = F.cross_entropy(outputs.float(), labels[chosen])
        update.zero_grad()
        loss.backward()
        update.step()
        yield len(chosen)


def order() -> Iterator[Tensor]:
    """Mini-batches of indices for ever; a last one that is smaller is left out."""
    while True:
        yield from torch.randperm(IMAGES)[: IMAGES // BATCH * BATCH].split(BATCH)


class Pictures(TorchDataset[tuple[Tensor, int]]):
    """A data set as tutorials write it: one image at a time, from an array, normalised there."""

    def __init__(self, arrays: Arrays) -> None:
        self.images, self.labels = arrays

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = torch.from_numpy(self.images[index]).float() / 255
        return image - 0.5, int(self.labels[index])


def data_loader(spec: NetworkSpec, arrays: Arrays, recipe: Recipe) -> Iterator[int]:
    """The loop of the tutorials: a Dataset of arrays, a DataLoader with its default collation, Adam."""
    loader = DataLoader(Pictures(arrays), BATCH, shuffle=True, drop_last=True)
    model = build(spec)
    update = torch.optim.Adam(model.parameters(), lr=0.003)
    while True:
        for batch, labels in loader:
            loss = F.cross_entropy(model(batch), labels)
            update.zero_grad()
            loss.backward()
            update.step()
            yield len(labels)


LOOPS: dict[str, Callable[[NetworkSpec, Arrays, Recipe], Iterator[int]]] = {
    "bare": bare,
    "same recipe": same_recipe,
    "data loader": data_loader,
}


def main() -> None:
    """Obey until the other side is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("loop", choices=LOOPS)
    parser.add_argument("network")
    parser.add_argument("threads", type=int)
    parser.add_argument("precision")
    parser.add_argument("layout")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    spec = network(given.network)
    recipe = Recipe("cpu", given.precision, given.layout, given.threads)
    steps = LOOPS[given.loop](spec, random_images(spec), recipe)
    next(steps)
    print("ready", flush=True)
    while line := input():
        end, done = time.perf_counter() + float(line), 0
        while time.perf_counter() < end:
            done += next(steps)
        print(done, flush=True)


if __name__ == "__main__":
    main()
