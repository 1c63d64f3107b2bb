"""What a training run tells while it goes on: a tagged union of frozen messages.

Numbers that are not finite are never sent: the metric is `None`, and `finite` beside it is false.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.training.config import Device, Layout, Precision


class Event(BaseModel):
    """Base of the events."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Resolved(Event):
    """What "auto" came to; sent once, before the first step of an attempt."""

    type: Literal["resolved"] = "resolved"
    device: Device
    precision: Precision
    layout: Layout
    threads: int
    steps: int
    """Steps in the whole run."""
    epochs: int
    steps_per_epoch: int


class Metrics(Event):
    """Columns, one entry a step, of a block of at most about 100 ms."""

    type: Literal["metrics"] = "metrics"
    step: list[int]
    """Steps done, 1 after the first."""
    epoch: list[float]
    """Passes over the training images done, fractional."""
    train_loss: list[float | None]
    train_accuracy: list[float | None]
    lr: list[float]
    finite: list[bool]
    images_per_second: float
    """Over this block."""
    threads: int
    """In use at the end of this block."""


class Evaluation(Event):
    """Loss and accuracy over a split, or over a fixed sample of it."""

    type: Literal["evaluation"] = "evaluation"
    step: int
    epoch: float
    split: Literal["validation", "test"]
    loss: float | None
    accuracy: float | None
    """None where there are no classes: of a reconstruction."""
    images: int
    """How many images were looked at."""


class Saved(Event):
    """A checkpoint is due: before the consumer asks for the next event it calls `session.save(path)`, or, where
    it need not last, `session.checkpoint()` to save that later."""

    type: Literal["saved"] = "saved"
    step: int
    epoch: float
    lasting: bool = True
    """It must outlive a loss of power; others show how the weights came about, and need not be waited for."""


class Held(Event):
    """`LiveControls.hold_at` is reached: all is told, and no step is taken while it stays."""

    type: Literal["held"] = "held"
    step: int


class Diverged(Event):
    """The loss is no longer a finite number; the run ends here, without a checkpoint."""

    type: Literal["diverged"] = "diverged"
    step: int
    """The first step whose loss is not finite."""
    advice_code: Literal["lower_lr", "normal_init", "check_network"]
    detail: str
    """The advice in English."""
    params: dict[str, float | str]
    """The numbers in the advice."""


class Finished(Event):
    """Every step is done."""

    type: Literal["finished"] = "finished"
    step: int


TrainEvent = Annotated[
    Resolved | Metrics | Evaluation | Saved | Held | Diverged | Finished, Field(discriminator="type")
]
