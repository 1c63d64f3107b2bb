"""The bodies of the calls about runs: what may be asked for, and what a run looks like from outside."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from app.network.spec import NetworkSpec
from app.protocol.model import ModelRef, Nudges, Painted
from app.protocol.run_server import RunState
from app.training.config import TrainConfig
from app.training.findings import Calibrated, Mistake

__all__ = [
    "BeginsWith",
    "Branch",
    "Change",
    "CheckpointInfo",
    "Confusion",
    "CreateRun",
    "GradientBatches",
    "Gradients",
    "Mistake",
    "Mistakes",
    "Parent",
    "PresetRef",
    "Progress",
    "Run",
    "RunError",
    "RunMetrics",
    "RunState",
    "Steps",
]


RunName = Annotated[str, Field(max_length=64)]
Note = Annotated[str, Field(max_length=500)]
Step = Annotated[int, Field(ge=0, lt=2**53)]
LearningRate = Annotated[float, Field(gt=0, le=1e30)]
Pace = Annotated[float, Field(gt=0, le=1000)]


class Asked(BaseModel):
    """What a client sends: no unknown field, no guessing of types."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


class Told(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class PresetRef(Asked):
    """A network of `models/` by its id."""

    preset: Annotated[str, Field(max_length=64)]


def _form(value: Any) -> str:
    by_id = isinstance(value, PresetRef) or (isinstance(value, dict) and "preset" in value)
    return "reference" if by_id else "description"


Network = Annotated[
    Annotated[NetworkSpec, Tag("description")] | Annotated[PresetRef, Tag("reference")], Discriminator(_form)
]
"""A network, or `{"preset": id}`: mistakes are told of the one that was meant."""


class CreateRun(Asked):
    """`POST /api/v1/runs`: what to train, on what, and how."""

    network: Network
    """A network, or `{"preset": id}`."""
    dataset: Annotated[str, Field(max_length=64)]
    """The id of a data set that is ready."""
    training: TrainConfig = TrainConfig()
    """Settings; every one has a default."""
    weights_from: ModelRef | None = None
    """Begin with the parameters of this model, layer by layer where path and shapes are equal."""
    weights_map: (
        Annotated[dict[str, Annotated[str, Field(max_length=512)]], Field(max_length=1024)] | None
    ) = None
    """{path here: path there}: weights follow nodes, and nodes left out are new. Without it, paths decide."""
    painted: Annotated[list[Painted], Field(max_length=256, default_factory=list)]
    """Filters that are set by hand before the first step; list their layer in `training.frozen` to keep them so."""
    nudges: Nudges
    """Steps on single images before the first one of the run."""
    name: RunName | None = None
    """Shown to people; the network's name where there is none."""
    start: Literal["running", "paused"] = "running"
    """`paused` waits before the first step."""


class Steps(Asked):
    """`POST /runs/{id}/step`: how far a paused run goes before it pauses again."""

    steps: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Mini-batches."""


class Change(Asked):
    """`PATCH /runs/{id}`: what may change while a run goes on. Only what is sent changes."""

    lr: LearningRate | None = None
    """Learning rate from now on; with a schedule, its peak."""
    pace: Pace | None = None
    """At most so many steps a second; null is full speed."""
    name: RunName | None = None
    """Shown to people."""
    note: Note | None = None
    """What to remember of it, of several lines if need be; empty takes the note away."""


class Branch(Asked):
    """`POST /runs/{id}/branch`: a new run that goes on from a checkpoint of this one."""

    step: Step
    """The checkpoint's step."""
    network: Network | None = None
    """Another network: parameters of equal path and shape are taken over."""
    training: dict[str, Any] | None = None
    """Settings that differ; they are merged into the run's own."""


class Progress(Told):
    """How far a run has come."""

    step: int
    steps: int
    """Steps in the whole run."""
    epoch: float
    """Passes over the training images done, fractional."""
    epochs: int


class RunMetrics(Told):
    """The newest numbers; null before there are any, or where they are not finite."""

    train_loss: float | None = None
    train_accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None


class Parent(Told):
    """Where a branch went off."""

    run: str
    step: int


class BeginsWith(Told):
    """The weights that a run begins with."""

    weights_from: str | None
    """The model they are from; null where only filters were set by hand."""
    copied: list[str]
    """Paths of the layers that got their parameters from it."""
    fresh: list[str]
    """Paths of the layers that begin with weights of their own."""
    by_hand: list[str] = []
    """Paths of the layers with filters that were set by hand."""


class RunError(Told):
    """Why a run failed, or waits."""

    code: str
    """`diverged`, `out_of_memory`, `worker_lost`, `time_limit`, `checkpoint_corrupt`, `internal`, `disk_full`."""
    detail: str
    """In English, with advice where there is any."""
    params: dict[str, str | int | float] = {}
    """The numbers in `detail`."""


class Run(Told):
    """A training run."""

    id: str
    name: str
    note: str
    """What somebody wrote down about it; empty where nobody did."""
    state: RunState
    created_at: datetime
    network: NetworkSpec
    dataset: str
    training: TrainConfig
    """The settings, `epochs` resolved."""
    progress: Progress
    metrics: RunMetrics
    device: str | None
    """Null until the worker has chosen; so are precision and threads."""
    precision: str | None
    threads: int | None
    images_per_second: float | None
    seconds: float
    """Time spent running, pauses and waiting left out."""
    attempt: int
    """1 at the first start; one more each time steps are taken again after a loss."""
    parent: Parent | None
    begins_with: BeginsWith | None
    """Where `weights_from` was asked for."""
    error: RunError | None


class CheckpointInfo(Told):
    """A place that a run can go on, or branch, from."""

    step: int
    epoch: float
    bytes: int
    sha256: str
    test_accuracy: float | None


class Confusion(Told):
    """How the test images were taken for one another by the newest checkpoint."""

    step: int
    classes: list[str]
    matrix: list[list[int]]
    """`matrix[true][predicted]`, counts of test images."""


class Mistakes(Told):
    """The wrong test images, worst loss first."""

    step: int
    classes: list[str]
    total: int
    """How many are wrong; `mistakes` has at most 200 of them."""
    mistakes: list[Mistake]


class Calibration(Calibrated):
    """Of the test images, by the newest checkpoint."""

    step: int


class GradientArrows(Told):
    """Gradients of the loss by all weights, in a plane; an entry each."""

    x: list[float]
    """Along the mean of all of them."""
    y: list[float]
    """Across it, where they scatter most."""
    norm: list[float]
    """Their lengths, of which the plane shows a part."""


class GradientBatches(Told):
    """The mini-batches of one size: each arrow is the mean over its images."""

    size: int
    milliseconds: float
    """Forward and backward for one of them, on one thread of the server."""
    arrows: GradientArrows


class Gradients(Told):
    """The gradient of single training images and of mini-batches of them, at a checkpoint."""

    step: int
    batch_size: int
    """The run's own: its next mini-batch is the first so many images."""
    indices: list[int]
    """The images in the train split, in the order in which the run takes them."""
    labels: list[int]
    losses: list[float]
    singles: GradientArrows
    batches: list[GradientBatches]
    full: float
    """Length of the mean of all; it points along x."""
    shown: float
    """Share of the scatter about the mean that the plane shows."""
