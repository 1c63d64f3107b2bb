"""Training speed of the engine against loops that anyone would write, on the same data and network.

Prints images a second as ratios of medians of interleaved rounds, each beside its target.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset

from app.datasets.model import Dataset, Split
from app.engine.build import build
from app.engine.frames import Frames
from app.engine.optimise import optimizer
from app.engine.recipe import Recipe
from app.engine.session import Session
from app.engine.train import train
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.protocol import encode_frame
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from bench.measure import interleave, ratio, save

BATCH = 128
IMAGES = 60_000
Contestant = Callable[[float], int]

TARGETS = {
    "lenet5": [
        ("engine", "same recipe", 0.97),
        ("engine, 10 frames/s", "same recipe", 0.97),
        ("engine, 30 frames/s", "same recipe", 0.92),
        ("engine", "bare", 1.4),
        ("engine, 30 frames/s", "data loader", 3.5),
    ],
    "resnet20": [("engine", "same recipe", 0.97), ("engine", "bare", 2.0)],
}


def dataset(channels: int, side: int) -> Dataset:
    """Random images; speed does not depend on what they show."""
    random = np.random.default_rng(0)

    def split(count: int) -> Split:
        images = random.integers(0, 256, (count, channels, side, side), np.uint8)
        return Split(images, random.integers(0, 10, count).astype(np.uint8))

    splits: dict[Any, Split] = {"train": split(IMAGES), "validation": split(512), "test": split(512)}
    return Dataset("random", tuple("0123456789"), splits, (0.5,) * channels, (0.25,) * channels, 100)


def resnet20() -> NetworkSpec:
    """He et al. 2015, section 4.2, with 1×1 convolutions where the shape changes."""
    layers: list[dict[str, Any]] = [*_conv_norm(16, 1), {"kind": "relu"}]
    for stage, width in enumerate((16, 32, 64)):
        for block in range(3):
            stride = 2 if stage and not block else 1
            body = [*_conv_norm(width, stride), {"kind": "relu"}, *_conv_norm(width, 1)]
            shortcut = [_conv(width, stride, 1), {"kind": "batch_norm2d"}] if stride == 2 else []
            layers += [{"kind": "residual", "body": body, "shortcut": shortcut}, {"kind": "relu"}]
    layers += [{"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 10}]
    return NetworkSpec.model_validate({"input": {"channels": 3, "height": 32, "width": 32}, "layers": layers})


def _conv(width: int, stride: int, kernel: int = 3) -> dict[str, Any]:
    return {
        "kind": "conv2d",
        "out_channels": width,
        "kernel_size": kernel,
        "stride": stride,
        "padding": kernel // 2,
        "bias": False,
    }


def _conv_norm(width: int, stride: int) -> list[dict[str, Any]]:
    return [_conv(width, stride), {"kind": "batch_norm2d"}]


def bare(spec: NetworkSpec, data: Dataset) -> Contestant:
    """The plain loop: a resident float tensor, `randperm`, Adam."""
    images = torch.from_numpy(data.splits["train"].images).float().div_(255).sub_(0.5)
    labels = torch.from_numpy(data.splits["train"].labels).long()
    network = build(spec)
    update = torch.optim.Adam(network.parameters(), lr=0.003)

    def step(chosen: Tensor) -> None:
        loss = F.cross_entropy(network(images[chosen]), labels[chosen])
        update.zero_grad()
        loss.backward()
        update.step()

    return _steps(step)


def same_recipe(spec: NetworkSpec, data: Dataset, recipe: Recipe) -> Contestant:
    """The engine's own recipe, in a loop without anything else."""
    images = torch.from_numpy(data.splits["train"].images)
    labels = torch.from_numpy(data.splits["train"].labels).long()
    network = recipe.place(build(spec))
    update = optimizer(TrainConfig(), network.parameters())

    def step(chosen: Tensor) -> None:
        batch = recipe.lay(images[chosen].float().mul_(1 / 255).sub_(0.5))
        with recipe.autocast():
            outputs = network(batch)
        loss = F.cross_entropy(outputs.float(), labels[chosen])
        update.zero_grad()
        loss.backward()
        update.step()

    return _steps(step)


def _steps(step: Callable[[Tensor], None]) -> Contestant:
    order = _endless_order()

    def run(seconds: float) -> int:
        end, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            step(next(order))
            done += BATCH
        return done

    return run


def _endless_order() -> Iterator[Tensor]:
    while True:
        yield from torch.randperm(IMAGES)[: IMAGES // BATCH * BATCH].split(BATCH)


class Pictures(TorchDataset[tuple[Tensor, int]]):
    """A data set as tutorials write it: one image at a time, from an array."""

    def __init__(self, split: Split) -> None:
        self.images, self.labels = split.images, split.labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return torch.from_numpy(self.images[index]).float().div_(255).sub_(0.5), int(self.labels[index])


def data_loader(spec: NetworkSpec, data: Dataset) -> Contestant:
    """The loop of the tutorials: a Dataset of arrays and a DataLoader."""
    loader = DataLoader(Pictures(data.splits["train"]), BATCH, shuffle=True, drop_last=True)
    network = build(spec)
    update = torch.optim.Adam(network.parameters(), lr=0.003)

    def run(seconds: float) -> int:
        end, done = time.perf_counter() + seconds, 0
        for batch, wanted in loader:
            loss = F.cross_entropy(network(batch), wanted)
            update.zero_grad()
            loss.backward()
            update.step()
            done += len(wanted)
            if time.perf_counter() > end:
                break
        return done

    return run


class Engine:
    """The engine's generator, with a viewer of so many frames a second."""

    def __init__(self, session: Session, frames_per_second: int) -> None:
        self.session = session
        self.every = 1 / frames_per_second if frames_per_second else float("inf")
        self.events = train(session, LiveControls(block_seconds=min(0.1, self.every)))
        self.frames = Frames(session)
        self.paths = [node.path for node in self.frames.nodes]
        self.image = session.dataset.splits["test"].images[0]
        self.next_frame = time.perf_counter()

    def __call__(self, seconds: float) -> int:
        """Train for about so long; gives the images seen."""
        self.session.governor.apply()
        end, before = time.perf_counter() + seconds, self.session.step
        for _ in self.events:
            now = time.perf_counter()
            if now >= self.next_frame and self.every < float("inf"):
                self.next_frame = max(self.next_frame + self.every, now)
                encode_frame({"type": "frame"}, self.frames.render("maps", self.paths, self.image).tensors)
            if now > end:
                break
        return (self.session.step - before) * BATCH


def contestants(spec: NetworkSpec, threads: int, loader: bool) -> tuple[dict[str, Contestant], Recipe]:
    """Everything that runs against one another for one network."""
    data = dataset(spec.input.channels, spec.input.height)
    config = TrainConfig(batch_size=BATCH, epochs=100, threads=threads)
    sessions = [Session(spec, config, data) for _ in range(3)]
    recipe = sessions[0].recipe
    found: dict[str, Contestant] = {
        "bare": bare(spec, data),
        "same recipe": same_recipe(spec, data, recipe),
        "engine": Engine(sessions[0], 0),
        "engine, 10 frames/s": Engine(sessions[1], 10),
        "engine, 30 frames/s": Engine(sessions[2], 30),
    }
    return found | ({"data loader": data_loader(spec, data)} if loader else {}), recipe


def measure(name: str, threads: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Speeds and ratios for one network, printed as they come."""
    preset = load_preset("lenet5").spec if name == "lenet5" else resnet20()
    assert preset is not None
    running, recipe = contestants(preset, threads, loader=name == "lenet5")
    torch.set_num_threads(threads)
    speeds = interleave(running, rounds, seconds)
    print(f"\n{name}, batch {BATCH}, {threads} threads, {recipe.precision}, {recipe.layout}")
    for contestant, values in speeds.items():
        print(f"  {contestant:22} {median(values):10,.0f} images/s")
    ratios = []
    for mine, theirs, target in TARGETS[name]:
        value = ratio(speeds, mine, theirs)
        ratios.append({"of": mine, "against": theirs, "ratio": value, "target": target})
        print(f"  {mine:22} / {theirs:12} {value:6.2f}   target {target:.2f}")
    return {"recipe": recipe.to_json(), "images_per_second": speeds, "ratios": ratios}


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each contestant in each round")
    parser.add_argument("--networks", nargs="*", default=["lenet5", "resnet20"])
    given = parser.parse_args()
    results = {name: measure(name, given.threads, given.rounds, given.seconds) for name in given.networks}
    print(f"\nwrote {save('engine_throughput', results)}")


if __name__ == "__main__":
    main()
