"""What a client gets on `/ws/v1/runs/{id}`: the event log, numbered without a gap, and frames.

An attempt begins with `state {attempt, from_step}`: readers drop metrics with a later step and go on.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.protocol.base import FromServer, TensorEntry
from app.protocol.statistics import Statistics

RunState = Literal["queued", "running", "paused", "finished", "failed", "cancelled"]


class _Event(FromServer):
    seq: int
    """0, 1, 2, … with no gap and no repeat."""


class StateEvent(_Event):
    """The run has changed its state, or begins another attempt."""

    type: Literal["state"] = "state"
    state: RunState
    attempt: int
    from_step: int | None = None
    """With a new attempt: the step of the checkpoint that it goes on from."""


class ResolvedEvent(_Event):
    """What the settings that said "auto" came to."""

    type: Literal["resolved"] = "resolved"
    attempt: int
    device: str
    precision: str
    layout: str
    threads: int
    steps: int
    epochs: int
    steps_per_epoch: int


class MetricsEvent(_Event):
    """Columns of equal length, one entry a step, of at most 100 ms."""

    type: Literal["metrics"] = "metrics"
    attempt: int
    step: list[int]
    epoch: list[float]
    train_loss: list[float | None]
    train_accuracy: list[float | None]
    lr: list[float]
    finite: list[bool]
    """False where the loss is not a finite number (and null)."""
    images_per_second: float
    threads: int


class EvaluationEvent(_Event):
    """Loss and accuracy over a split, or over a fixed sample of it."""

    type: Literal["evaluation"] = "evaluation"
    attempt: int
    step: int
    epoch: float
    split: Literal["validation", "test"]
    loss: float | None
    accuracy: float | None
    images: int


class CheckpointEvent(_Event):
    """The run can go on, or branch, from here."""

    type: Literal["checkpoint"] = "checkpoint"
    attempt: int
    step: int
    epoch: float
    sha256: str


class ProblemEvent(_Event):
    """Something went wrong; `code` as in the run's `error`."""

    type: Literal["problem"] = "problem"
    attempt: int
    code: str
    detail: str
    params: dict[str, Any]


RunEvent = Annotated[
    StateEvent | ResolvedEvent | MetricsEvent | EvaluationEvent | CheckpointEvent | ProblemEvent,
    Field(discriminator="type"),
]
"""An entry of a run's event log."""


class RunFrame(FromServer):
    """Header of a binary frame, after this step; the latest wins.

    `maps` of the probe image, `filters`, `statistics`, or `gradients`: of the loss of the probe image by each map.
    """

    type: Literal["frame"] = "frame"
    run: str
    step: int
    what: Literal["maps", "filters", "statistics", "gradients"]
    frame: int = 0
    """To be sent back with `ack`."""
    probe: int | None = None
    """Number of the pinned image that it answers to, where the client gave one."""
    probabilities: list[float] | None = None
    """With maps: what the network makes of the image."""
    target: int | None = None
    """With gradients, at most twice a second: the class that the loss is taken against; null for a reconstruction."""
    statistics: Statistics | None = None
    """With `statistics`: how the layers are doing, at most twice a second; there are no tensors then."""
    tensors: list[TensorEntry]


RunServerMessage = Annotated[RunEvent | RunFrame, Field(discriminator="type")]
"""Everything that a client may get on `/ws/v1/runs/{id}`."""
