"""Steps between two readings of the device: their losses are gathered there and read together."""

import time

import torch

from app.engine.session import Session, Step
from app.training.controls import LiveControls
from app.training.events import Metrics

BEYOND = torch.finfo(torch.float32).max ** 0.5
"""A loss whose square overflows counts as infinite: with one layer, or saturated ones, a hopeless learning rate
gives 1e29 and more for ever, without a NaN."""


class Block:
    """The steps of at most about `live.block_seconds`."""

    def __init__(self, session: Session, at_once: bool = False) -> None:
        """`at_once` ends it after its first step."""
        self.session, self.at_once = session, at_once
        self.first = session.step + 1
        self.steps: list[Step] = []
        self.started = time.perf_counter()
        self.idle = 0.0
        """Seconds spent waiting for the pace."""

    def add(self, step: Step) -> None:
        """Take what a step left behind."""
        self.steps.append(step)

    def is_due(self, live: LiveControls, next_start: float) -> bool:
        """Whether to read now: the block is long enough, or will be before the next step starts."""
        ahead = max(next_start, time.perf_counter()) - self.started
        return self.at_once or live.single or self.session.step == live.hold_at or ahead >= live.block_seconds

    def read(self) -> Metrics:
        """The columns of the block, up to the first step whose loss is not finite, or as good as not."""
        losses = torch.stack([step.loss for step in self.steps]).tolist()  # waits for the device
        seconds = time.perf_counter() - self.started - self.idle
        finite = [abs(loss) < BEYOND for loss in losses]  # NaN is not
        count = finite.index(False) + 1 if False in finite else len(finite)
        numbers = range(self.first, self.first + count)
        return Metrics(
            step=list(numbers),
            epoch=[number / self.session.steps_per_epoch for number in numbers],
            train_loss=[loss if good else None for loss, good in zip(losses, finite, strict=True)][:count],
            train_accuracy=[
                share if good else None for share, good in zip(self._accuracies(), finite, strict=True)
            ][:count],
            lr=[step.lr for step in self.steps][:count],
            finite=finite[:count],
            images_per_second=sum(len(step.labels) for step in self.steps) / max(seconds, 1e-9),
            threads=self.session.governor.threads,
        )

    def _accuracies(self) -> list[float] | list[None]:
        if self.session.reconstructs:
            return [None] * len(self.steps)
        sizes = [len(step.labels) for step in self.steps]
        guesses = torch.cat([step.outputs for step in self.steps]).argmax(1)
        right = guesses == torch.cat([step.labels for step in self.steps])
        done = right.cumsum(0)[torch.tensor(sizes).cumsum(0) - 1].tolist()
        return [(now - before) / size for before, now, size in zip([0, *done], done, sizes, strict=False)]
