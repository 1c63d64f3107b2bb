"""Learning-rate schedules as pure functions of the step; the optimiser's `lr` is their peak."""

from abc import abstractmethod
from math import cos, pi
from typing import Annotated, Literal

from pydantic import Field

from app.training.setting import ADVANCED, BareString, Setting


class Schedule(Setting):
    """The learning rate over a run."""

    @abstractmethod
    def lr(self, peak: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """The learning rate of `step` (0 … steps − 1) of a run of `steps` steps."""


class Constant(Schedule):
    """The same learning rate throughout."""

    title = "Constant"
    kind: Literal["constant"] = "constant"

    def lr(self, peak: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """Always the peak."""
        return peak


class StepLr(Schedule):
    """Drops by a factor every few epochs."""

    title = "Steps"
    kind: Literal["step_lr"] = "step_lr"
    step_size: Annotated[int, Field(ge=1, le=10**6)] = 5
    """Epochs between drops."""
    gamma: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Factor of each drop."""

    def lr(self, peak: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """The peak times `gamma` to the power of the drops so far."""
        return float(peak * self.gamma ** (step // (self.step_size * max(steps_per_epoch, 1))))


class Cosine(Schedule):
    """Falls along half a cosine wave. Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983."""

    title = "Cosine"
    kind: Literal["cosine"] = "cosine"
    eta_min: Annotated[float, Field(ge=0, le=1, json_schema_extra=ADVANCED)] = 0.0
    """Learning rate at the end."""

    def lr(self, peak: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """From the peak to `eta_min`."""
        return _anneal(peak, self.eta_min, step / max(steps, 1))


class OneCycle(Schedule):
    """Rises to the peak, then falls close to zero: fast training with few epochs.

    Smith & Topin 2018, https://arxiv.org/abs/1708.07120; the numbers of torch's `OneCycleLR` without its
    cycling of the momentum.
    """

    title = "One cycle"
    kind: Literal["one_cycle"] = "one_cycle"
    pct_start: Annotated[float, Field(ge=0, lt=1)] = 0.3
    """Share of the run that is spent rising."""
    div_factor: Annotated[float, Field(ge=1, le=1e6, json_schema_extra=ADVANCED)] = 25.0
    """The start is the peak divided by this."""
    final_div_factor: Annotated[float, Field(ge=1, le=1e9, json_schema_extra=ADVANCED)] = 1e4
    """The end is the start divided by this."""

    def lr(self, peak: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """Rise from peak/div_factor, then fall to peak/(div_factor · final_div_factor)."""
        start = peak / self.div_factor
        rising = max(self.pct_start * steps - 1, 0.0)
        if step < rising:
            return _anneal(start, peak, step / rising)
        falling = max(steps - 1 - rising, 1.0)
        return _anneal(peak, start / self.final_div_factor, min((step - rising) / falling, 1.0))


def _anneal(start: float, end: float, done: float) -> float:
    return end + (start - end) * (1 + cos(pi * done)) / 2


SCHEDULES = (Constant, StepLr, Cosine, OneCycle)
AnySchedule = Annotated[Constant | StepLr | Cosine | OneCycle, Field(discriminator="kind"), BareString]
