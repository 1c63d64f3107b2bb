"""TrainConfig: everything that decides a training run besides the network and the data set."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.training.augmentations import Augmentation
from app.training.initializers import Default, Initializer
from app.training.losses import CrossEntropy, Loss
from app.training.optimizers import Adam, Optimizer
from app.training.schedules import AnySchedule, OneCycle
from app.training.setting import ADVANCED

Device = Literal["cpu", "cuda", "mps"]
Precision = Literal["float32", "bfloat16"]
Layout = Literal["contiguous", "channels_last"]
NodePath = Annotated[str, Field(max_length=512)]
"""Of a layer or block in the network."""
Channel = Annotated[int, Field(ge=0, lt=2**31)]
Count = Annotated[int, Field(ge=1, le=10**12)]


class TrainConfig(BaseModel):
    """Training settings; every field has a default. What `auto` stands for is fixed before the first step."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    epochs: Literal["auto"] | Count = "auto"
    """Passes over the training images; "auto" is the data set's own number."""
    batch_size: Annotated[int, Field(ge=1, le=65536)] = 64
    """Images in a mini-batch: one step."""
    optimizer: Optimizer = Adam()
    """How a step follows from the gradients."""
    schedule: AnySchedule = OneCycle()
    """How the learning rate changes over the run; `lr` is its peak."""
    loss: Loss = CrossEntropy()
    """What training makes small."""
    initializer: Annotated[Initializer, Field(json_schema_extra=ADVANCED)] = Default()
    """The weights before the first step."""
    initializers: Annotated[dict[NodePath, Initializer], Field(max_length=1024)] = {}
    """The first weights of single layers, or of all in a block, by path: in place of `initializer`."""
    augmentation: Annotated[tuple[Augmentation, ...], Field(max_length=16, strict=False)] = ()
    """Random changes of the training images, in this order."""
    weight_decay: Annotated[float, Field(ge=0, le=10, json_schema_extra=ADVANCED)] = 0.0
    """Pull of the weights towards zero (L2 under SGD and Adam, decoupled under AdamW)."""
    frozen: Annotated[
        tuple[NodePath, ...],
        Field(max_length=1024, strict=False, json_schema_extra=ADVANCED),
    ] = ()
    """Paths of the layers whose parameters stay as they are."""
    frozen_filters: Annotated[
        dict[NodePath, Annotated[tuple[Channel, ...], Field(max_length=65536, strict=False)]],
        Field(max_length=1024, json_schema_extra=ADVANCED),
    ] = {}
    """Single filters, or neurons, that stay as they are: output channels by the path of their layer."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    """Decides the initial weights, the order of the images, augmentation and dropout."""
    device: Annotated[Literal["auto"] | Device, Field(json_schema_extra=ADVANCED)] = "auto"
    """Where to train; "auto" takes CUDA, else MPS, else the CPU."""
    precision: Annotated[Literal["auto"] | Precision, Field(json_schema_extra=ADVANCED)] = "auto"
    """Arithmetic of the layers; "auto" takes what is faster on this machine."""
    threads: Annotated[
        Literal["auto"] | Annotated[int, Field(ge=1, le=256)], Field(json_schema_extra=ADVANCED)
    ] = "auto"
    """Processor threads; only a fixed number promises that a resumed run repeats bit for bit, on a processor."""
    pace: Annotated[float, Field(gt=0, le=1000)] | None = None
    """At most so many steps a second, for watching."""
    checkpoint_every: Annotated[Literal["auto"] | Count, Field(json_schema_extra=ADVANCED)] = "auto"
    """Steps between checkpoints; "auto" is the first ten, then ever further apart, 45 in all; and each epoch."""
    evaluate_every: Annotated[Literal["auto"] | Count, Field(json_schema_extra=ADVANCED)] = "auto"
    """Steps between evaluations on all validation images; "auto" is a sample of them about once a second."""

    def with_epochs(self, default: int) -> "TrainConfig":
        """The same settings with `epochs: "auto"` replaced by the data set's own number."""
        return self if self.epochs != "auto" else self.model_copy(update={"epochs": default})


def steps_per_epoch(images: int, batch_size: int, drop_tail_of_one: bool) -> int:
    """Mini-batches in an epoch; the last may be smaller.

    A last batch of a single image is left out where batch normalisation could not take it.
    """
    full, tail = divmod(images, batch_size)
    return full + (tail > (1 if drop_tail_of_one and full else 0))
