"""What a network amounts to, as `POST /networks/analyze` answers it. Types only; `summary` makes them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.errors import Params

Stage = Literal["local", "global"]

CONFIG = ConfigDict(frozen=True, use_attribute_docstrings=True)


class ReceptiveField(BaseModel):
    """The input pixels that one unit of the output may depend on (theoretical)."""

    model_config = CONFIG

    size: tuple[int, int]
    """Height and width in input pixels."""
    stride: tuple[float, float] | None
    """How far it moves per step of the output; null for vectors."""
    start: tuple[int, int]
    """First row and column seen by unit (0, 0); negative means padding."""


class WindowSummary(BaseModel):
    """The sliding window of a convolution or pool."""

    model_config = CONFIG

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    """At the top and at the left."""
    dilation: tuple[int, int]


class NodeSummary(BaseModel):
    """One node in order of execution; a combinator comes after the nodes inside it."""

    model_config = CONFIG

    path: str
    """As in torch's `named_modules()`."""
    kind: str
    title: str
    in_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    params: int
    """Trainable numbers."""
    macs: int
    """Multiply-accumulates for one image."""
    activation_bytes: int
    """The output as float32, for one image."""
    size: dict[str, str] | None
    """The arithmetic of the output's height and width, or of a vector's features."""
    count: str | None
    """The arithmetic of the parameters."""
    operations: str | None = None
    """The arithmetic of the multiply-accumulates."""
    receptive_field: ReceptiveField
    inputs: list[str]
    """Paths of the nodes it reads, or "input"."""
    window: WindowSummary | None
    stage: Stage
    """"local" or "global": does a unit see a neighbourhood or everything?"""
    params_detail: dict[str, tuple[int, ...]]
    """The trainable tensors and their shapes."""


class InferenceTotal(BaseModel):
    """Without auxiliary heads."""

    model_config = CONFIG

    params: int
    macs: int


class Total(BaseModel):
    """Sums over the leaves."""

    model_config = CONFIG

    params: int
    macs: int
    activation_bytes: int
    """Leaves and merges, float32, one image."""
    training_bytes: int
    """One training step at the asked batch size and optimiser."""
    inference: InferenceTotal


class NetworkWarning(BaseModel):
    """Something that works but may surprise."""

    model_config = CONFIG

    path: str
    pointer: str
    """JSON Pointer into the description."""
    code: str
    detail: str
    params: Params = {}


class NetworkSummary(BaseModel):
    """Everything the analysis found."""

    model_config = CONFIG

    nodes: list[NodeSummary]
    output_shape: tuple[int, ...]
    total: Total
    warnings: list[NetworkWarning]
