"""A training session: the network, the optimiser, the resident data, and where the run stands."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from app.datasets.model import Dataset, SplitName
from app.engine import device as devices
from app.engine import optimise
from app.engine.augment import Augment
from app.engine.build import build
from app.engine.chance import Stream, mixed, permutation, seed_layers
from app.engine.checkpoint import Checkpoint, read_weights, restore_optimizer, state_of
from app.engine.data import Normaliser, Resident
from app.engine.freeze import freeze, freeze_filters
from app.engine.governor import Governor
from app.engine.imitate import Teachers
from app.engine.initialise import initialise
from app.engine.nudge import Nudged, nudge
from app.engine.objective import objective
from app.engine.outputs import scored
from app.engine.paint import PaintedFilter, paint
from app.engine.playback import Playback, suits
from app.engine.recipe import Recipe, choose, synchronise
from app.engine.transfer import take
from app.layers.modules.combinators import Auxiliary
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.network.task import task_of
from app.training.config import TrainConfig, steps_per_epoch
from app.training.events import Resolved

Distortion = Callable[[Tensor, torch.Generator], Tensor]
"""A change of a batch of float images (B, C, H, W) of 0…255."""


@dataclass(frozen=True)
class Weights:
    """What to begin with: a file of parameters, and filters that are set by hand.

    `names` says which node there each node here is, as in `transfer.take`; `painted` are as in `paint`, `nudges` as
    in `nudge`.
    """

    file: Path | None
    names: Mapping[str, str] | None = None
    painted: Sequence[PaintedFilter] = ()
    nudges: Sequence[Nudged] = ()


@dataclass(frozen=True)
class Step:
    """What one step leaves behind, still on the device."""

    outputs: Tensor  # (B, K)
    labels: Tensor  # (B,)
    loss: Tensor  # scalar
    lr: float


class Session:
    """Everything that one run of `train` works on.

    `module` is the network, `step` the steps done of `steps`. A `checkpoint` of the same network continues
    that run bit for bit; one of another network gives its parameters of equal path and shape, one of another
    optimiser leaves the optimiser's state behind. `weights` give a run without a checkpoint its first
    parameters, where nodes fit. `cores` limits the threads; `distort` changes each batch after the settings'
    augmentation; `teachers` give what is to be answered in the place of labels and loss. `first` is the step at which
    the run began, of a branch its parent's.

    Raises InvalidInput for a device that is not there, CorruptCheckpoint for a damaged file.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        config: TrainConfig,
        dataset: Dataset,
        checkpoint: Path | None = None,
        *,
        weights: Weights | None = None,
        cores: int | None = None,
        distort: Distortion | None = None,
        teachers: Teachers | None = None,
        first: int = 0,
    ) -> None:
        self.first = first
        self.spec, self.dataset, self.distort, self.teachers = spec, dataset, distort, teachers
        self.config = config.with_epochs(dataset.default_epochs)
        self.step, self.peak_lr = 0, config.optimizer.lr
        self.device = devices.choose(config)
        self.normalise = Normaliser.of(spec, dataset.mean, dataset.std, self.device)
        self.augment = Augment(config.augmentation)
        self.loss = objective(config.loss)
        self.reconstructs = task_of(spec) == "reconstruct"
        self.update_ratios: dict[str, float] = {}
        """By parameter: |Δw|/|w| of the last step that was watched."""
        self._watched = False
        self._resident: dict[SplitName, Resident] = {}
        self._order = (-1, torch.empty(0))
        self._generator = torch.Generator(self.device)
        kept = Checkpoint.load(checkpoint) if checkpoint else None
        self._prepare(kept, weights, cores or devices.cores())
        if kept:
            self._restore(kept)

    def _prepare(self, kept: Checkpoint | None, weights: Weights | None, cores: int) -> None:
        """Build and place the network, choose the recipe unless it is kept, make the optimiser."""
        self.module = build(self.spec)
        initialise(self.module, self.config.initializer, self.config.seed, own=self.config.initializers)
        if weights and not kept:
            if weights.file:
                take(self.module, analyze(self.spec).nodes, read_weights(weights.file), weights.names)
            paint(self.module, weights.painted)
            nudge(self.module, Normaliser.of(self.spec, self.dataset.mean, self.dataset.std), weights.nudges)
        self.module.to(self.device)
        self._still = freeze(self.module, self.config.frozen)
        self._count_steps()
        fixed = self.config.threads != "auto"
        self.governor = Governor(int(self.config.threads) if fixed else cores, fixed or self.device != "cpu")
        self.scored = scored(self.module.train(), self.spec, self.config.loss)
        self.recipe = self._kept_recipe(kept) or self._chosen_recipe()
        self.recipe.place(self.module)
        self.heads = [part for part in self.module.modules() if isinstance(part, Auxiliary)]
        self._parameters = [*self.module.parameters()]
        self.optimizer = optimise.optimizer(self.config, self._parameters)
        freeze_filters(self.module, self.config.frozen_filters, self.optimizer)
        self._playback = self._new_playback()

    def _new_playback(self) -> Playback | None:
        if not suits(self.config, self.device):
            return None
        return Playback(self._updated, self.optimizer, self.config.batch_size)

    def _count_steps(self) -> None:
        self.epochs = int(self.config.epochs)
        self.steps_per_epoch = steps_per_epoch(
            len(self.data("train")), self.config.batch_size, _has_batch_norm(self.module)
        )
        self.steps = self.epochs * self.steps_per_epoch

    def _kept_recipe(self, kept: Checkpoint | None) -> Recipe | None:
        """The checkpoint's recipe, where this machine and these settings allow it."""
        if kept is None:
            return None
        recipe = Recipe(**{**kept.meta["recipe"], "threads": self.governor.threads})
        suits = recipe.device == self.device and self.config.precision in ("auto", recipe.precision)
        return recipe if suits else None

    def _chosen_recipe(self) -> Recipe:
        return choose(self.config, self.scored, self.batch(0), self.loss, self.governor.threads)

    @torch.no_grad()
    def _restore(self, kept: Checkpoint) -> None:
        """Take over what fits: parameters of equal path and shape, the optimiser's state, the position."""
        own = self.module.state_dict()
        for name, tensor in kept.weights.items():
            if name in own and own[name].shape == tensor.shape:
                own[name].copy_(tensor)
        if kept.meta["training"]["optimizer"]["kind"] == self.config.optimizer.kind:
            restore_optimizer(kept.tensors, self.module, self.optimizer)
        self.step = kept.meta["step"]
        if kept.meta["training"]["optimizer"]["lr"] == self.config.optimizer.lr:
            self.peak_lr = kept.meta["peak_lr"]
        self._playback = self._new_playback()

    def data(self, split: SplitName) -> Resident:
        """A split on the device, put there when first asked for."""
        if split not in self._resident:
            part = self.dataset.splits[split]
            self._resident[split] = Resident.of(part, self.device, self.reconstructs)
        return self._resident[split]

    @property
    def epoch(self) -> float:
        """Passes over the training images done."""
        return self.step / self.steps_per_epoch

    @property
    def resolved(self) -> Resolved:
        """What "auto" came to, as an event."""
        counts = {"steps": self.steps, "epochs": self.epochs, "steps_per_epoch": self.steps_per_epoch}
        return Resolved(**self.recipe.to_json(), **counts)

    def advance(self, peak_lr: float | None = None) -> Step:
        """One step of training: forward, backward, update."""
        start = time.perf_counter()
        if peak_lr is not None:
            self.peak_lr = peak_lr
        lr = self.config.schedule.lr(self.peak_lr, self.step, self.steps, self.steps_per_epoch)
        drawn = self._drawn(self.step)
        seed_layers(self.device, mixed(self.config.seed, Stream.LAYERS, self.step))
        for part in self._still:
            part.eval()
        if self._playback and not self._watched:
            outputs, loss = self._playback(lr, *drawn)
        else:
            for group in self.optimizer.param_groups:
                group["lr"] = lr
            outputs, loss = self._updated(*drawn)
        self.step += 1
        self.governor.record(time.perf_counter() - start)
        return Step(outputs, self._labels(drawn), loss, lr)

    def _updated(self, *drawn: Tensor) -> tuple[Tensor, Tensor]:
        """Forward, backward, update: outputs (B, K) and the loss."""
        images, targets = self._prepared(*drawn)
        images = self.recipe.lay(images)
        with self.recipe.autocast():
            outputs = self.scored(images)
            taught = self.teachers.loss(outputs, images) if self.teachers else None
        loss = self.total_loss(outputs, targets) if taught is None else taught
        for parameter in self._parameters:  # what `zero_grad` does, without its bookkeeping
            parameter.grad = None
        loss.backward()
        if self._watched:
            self._step_watched()
        else:
            self.optimizer.step()
        return outputs.detach(), loss.detach()

    def watch_update(self) -> None:
        """Have the next step say how far it moves each weight; see `update_ratios`."""
        self._watched = True

    def _step_watched(self) -> None:
        self._watched = False
        before = {
            name: parameter.detach().clone()
            for name, parameter in self.module.named_parameters()
            if name.endswith("weight")
        }
        self.optimizer.step()
        for name, old in before.items():
            moved = (self.module.get_parameter(name).detach() - old).norm() / old.norm()
            if moved.isfinite():
                self.update_ratios[name] = float(moved)
            else:
                self.update_ratios.pop(name, None)

    def total_loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """The loss of the output, and of each auxiliary head by its weight."""
        loss = self.loss(outputs, targets)
        for head in self.heads:
            assert head.output is not None
            loss = loss + head.weight * self.loss(head.output, targets)
            head.output = None  # and with it all that it was computed from
        return loss

    def batch(self, step: int) -> tuple[Tensor, Tensor]:
        """The normalised images (B, C, H, W) and labels (B,) of a step; the same whenever it is asked for.

        A reconstruction has the images themselves, as they go in, in the place of the labels.
        """
        return self._prepared(*self._drawn(step))

    def _drawn(self, step: int) -> tuple[Tensor, ...]:
        """What a step takes: indices of the images (B,), or pixels changed at random (B, C, H, W) and labels."""
        data, size = self.data("train"), self.config.batch_size
        epoch, place = divmod(step, self.steps_per_epoch)
        if self._order[0] != epoch:
            self._order = epoch, permutation(len(data), self.config.seed, epoch).to(self.device)
        chosen = self._order[1][place * size : (place + 1) * size]
        if not (self.augment or self.distort):
            return (chosen,)
        return self._distorted(data.images[chosen].float(), step), data.labels[chosen]

    def _labels(self, drawn: tuple[Tensor, ...]) -> Tensor:
        return drawn[1] if len(drawn) == 2 else self.data("train").labels[drawn[0]]

    def _prepared(self, *drawn: Tensor) -> tuple[Tensor, Tensor]:
        pixels = drawn[0] if len(drawn) == 2 else self.data("train").images[drawn[0]]
        images = self.normalise(pixels)
        return images, images if self.reconstructs else self._labels(drawn)

    def _distorted(self, images: Tensor, step: int) -> Tensor:
        generator = self._generator.manual_seed(mixed(self.config.seed, Stream.AUGMENTATION, step))
        images = self.augment(images, generator)
        return self.distort(images, generator) if self.distort else images

    @property
    def checkpoint_bytes(self) -> int:
        """About how much a checkpoint takes: parameters and buffers, and as much again per state of the optimiser."""
        own: int = sum(tensor.nbytes for tensor in self.module.state_dict().values())
        return own * (3 if self.config.optimizer.kind in ("adam", "adamw", "adadelta") else 2)

    def save(self, path: Path) -> str:
        """Write a checkpoint; gives its SHA-256. Raises OSError, also where the disk is full."""
        return Checkpoint(state_of(self.module, self.optimizer), self._meta()).save(path)

    def checkpoint(self) -> Checkpoint:
        """A copy of where the session stands, to be saved later."""
        state = state_of(self.module, self.optimizer)
        copies = {name: tensor.detach().to("cpu", copy=True) for name, tensor in state.items()}
        return Checkpoint(copies, self._meta())

    def load(self, path: Path) -> None:
        """Go back (or forward) to a checkpoint of this run."""
        self._restore(Checkpoint.load(path))

    def weights(self) -> dict[str, Tensor]:
        """Copies of the parameters and buffers by name; see `weights_of`."""
        return weights_of(self.module)

    def is_finite(self) -> bool:
        """Whether every parameter is a finite number."""
        return all(bool(parameter.isfinite().all()) for parameter in self.module.parameters())

    def synchronise(self) -> None:
        """Wait for the device."""
        synchronise(self.recipe.device)

    def _meta(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "peak_lr": self.peak_lr,
            "recipe": self.recipe.to_json(),
            "network": self.spec.model_dump(mode="json"),
            "training": self.config.model_dump(mode="json"),
            "dataset": self.dataset.id,
            "classes": list(self.dataset.classes),
            "mean": list(self.dataset.mean),
            "std": list(self.dataset.std),
        }


def weights_of(module: nn.Module) -> dict[str, Tensor]:
    """Copies of the parameters and buffers by name, on the CPU, in rows whatever the layout they train in."""
    return {
        name: tensor.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
        for name, tensor in module.state_dict().items()
    }


def _has_batch_norm(module: nn.Module) -> bool:
    return any(isinstance(part, nn.modules.batchnorm._BatchNorm) for part in module.modules())
