"""Training on a CUDA GPU: the engine against a bare loop that replays a graph, and Fast MNIST there.

LeNet-5 at batch 512 and ResNet-20 at batch 512, on random images that lie on the GPU. Both contestants in one
process: the GPU is what they share. On a machine without one nothing is measured.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from app.datasets.model import Dataset, Split, SplitName
from app.datasets.registry import Library
from app.engine import device as devices
from app.engine.build import build
from app.engine.recipe import Recipe
from app.engine.session import Session
from app.network.presets import load_preset
from app.settings import settings
from app.training.config import TrainConfig
from bench.measure import Row, interleave, ratio, save, speed, tell
from bench.networks import network

BATCH = 512
TARGETS = {"lenet5": (0.9, None), "resnet20": (None, 250_000.0)}
"""Engine / bare graph-captured loop, and images a second of the engine."""
READ_EVERY = 50
"""Steps between two readings of the loss, as a block of the engine has."""


def images(name: str) -> Dataset:
    """Random images as many as the data set has."""
    random, shape = np.random.default_rng(0), network(name).input.shape
    sizes: dict[SplitName, int] = {"train": 50_000, "validation": 512, "test": 512}
    splits = {
        split: Split(
            random.integers(0, 256, (count, *shape), np.uint8), random.integers(0, 10, count).astype(np.uint8)
        )
        for split, count in sizes.items()
    }
    mean, std = (0.5,) * shape[0], (0.25,) * shape[0]
    return Dataset(name, tuple(map(str, range(10))), splits, mean, std, 1)


def steps_of(session: Session) -> Iterator[Tensor]:
    """The engine's steps."""
    while True:
        yield session.advance().loss


def bare(name: str, data: Dataset) -> Iterator[Tensor]:
    """A step captured in a graph, as the documentation of PyTorch writes it: gather, normalise, Adam."""
    recipe = Recipe("cuda", "bfloat16", "channels_last", 1)
    pixels = torch.from_numpy(data.splits["train"].images).cuda()
    labels = torch.from_numpy(data.splits["train"].labels).long().cuda()
    model = recipe.place(build(network(name)).train())
    update = torch.optim.Adam(model.parameters(), lr=0.003, fused=True, capturable=True)
    chosen = torch.arange(BATCH, device="cuda")

    def step() -> Tensor:
        batch = recipe.lay(pixels[chosen].float().mul_(1 / 255).sub_(0.5))
        with recipe.autocast():
            outputs = model(batch)
        loss = F.cross_entropy(outputs.float(), labels[chosen])
        update.zero_grad()
        loss.backward()
        update.step()
        return loss.detach()

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    update.zero_grad()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()
    while True:
        for part in torch.randperm(len(labels), device="cuda")[: len(labels) // BATCH * BATCH].split(BATCH):
            chosen.copy_(part)
            graph.replay()
            yield loss


def contestant(steps: Iterator[Tensor]) -> Callable[[float], int]:
    """Trains for about so many seconds; gives the images."""

    def work(seconds: float) -> int:
        end, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            for _ in range(READ_EVERY):
                loss = next(steps)
            loss.item()
            done += READ_EVERY * BATCH
        return done

    return work


def measure(name: str, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """Rows of one network."""
    data = images(name)
    settings = {"batch_size": BATCH, "epochs": 10**6, "threads": 1, "device": "cuda"}
    session = Session(network(name), TrainConfig.model_validate(settings), data)
    laps = interleave(
        {"engine": contestant(steps_of(session)), "bare": contestant(bare(name, data))}, rounds, seconds
    )
    of_bare, enough = TARGETS[name]
    print(f"\n{name}, batch {BATCH}, {torch.cuda.get_device_name()}, {session.recipe.precision}")
    return tell(
        Row(f"{name}: engine / bare loop with a graph", ratio(laps, "engine", "bare"), "", of_bare),
        Row(f"{name}: engine", speed(laps, "engine"), "images/s", enough),
        Row(f"{name}: bare", speed(laps, "bare"), "images/s"),
    )


def fast_mnist() -> list[dict[str, Any]]:
    """Seconds of training to the goals, the recording of the graph included, where the full MNIST is at hand."""
    from bench.fast_mnist import PRESET, run

    recipe = load_preset(PRESET).recipes[0]
    library = Library(settings().data_dir, settings().datasets_dir)
    if not library.info(recipe.dataset).ready:
        return []
    run(recipe, library, 0)  # the first starts the libraries of the device
    reached, accuracy = run(recipe, library, 1)
    rows = [
        Row(f"Fast MNIST: {goal:.0%} of the test images", min(value, 600.0), "s", target, "less")
        for (goal, value), target in zip(reached.items(), (None, None, 1.0), strict=True)
    ]
    return tell(*rows, Row("Fast MNIST: at the end", 100 * accuracy, "%"))


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    if not devices.has("cuda"):
        print("no CUDA device here: nothing measured")
        return
    rows = [row for name in TARGETS for row in measure(name, given.rounds, given.seconds)] + fast_mnist()
    print(f"\nwrote {save('on_cuda', {'device': torch.cuda.get_device_name(), 'rows': rows})}")


if __name__ == "__main__":
    main()
