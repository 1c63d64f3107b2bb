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
    padding_end: tuple[int, int]
    """At the bottom and at the right."""
    dilation: tuple[int, int]
    ceil: bool
    """Are sizes rounded up, so that the last window may stick out?"""


class ReachSummary(BaseModel):
    """What a unit (y, x) of a volume reads: rows ⌊y·step + first⌋ … ⌊y·step + last⌋, columns alike."""

    model_config = CONFIG

    first: tuple[float, float]
    last: tuple[float, float]
    step: tuple[float, float]


class DenseEquivalent(BaseModel):
    """The fully connected layer that could do what a convolution does, all its weights free."""

    model_config = CONFIG

    weights: int
    """Input numbers times output numbers."""
    params: int
    """With a bias for each output number."""
    count: str
    """The arithmetic of the parameters."""


class PartSummary(BaseModel):
    """One way through a combinator: a branch, the body, the shortcut, the head."""

    model_config = CONFIG

    part: str
    """As in paths: "branches.0", "body", "shortcut", "head"."""
    out_shape: tuple[int, ...]
    params: int
    macs: int
    activation_bytes: int
    """Of the layers and merges on the way."""


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
    variants: list[str] = []
    """Names that the field has for such a layer: "depthwise", "pointwise", …"""
    reach: ReachSummary | None = None
    """For layers from a volume to a volume; null where a unit reads every position."""
    channel_groups: int | None = None
    """Into how many groups the input channels fall that a unit reads whole; for layers from a volume to a volume."""
    dense_equivalent: DenseEquivalent | None = None
    """For convolutions."""
    parts: list[PartSummary] = []
    """For combinators: what each way through them costs."""


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
    inference_bytes: int = 0
    """A prediction at the asked batch size: parameters, and the outputs that are needed at one time."""
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


class StuckSummary(BaseModel):
    """The node that cannot take its input."""

    model_config = CONFIG

    path: str
    in_shape: tuple[int, ...]
    window: WindowSummary | None
    """Of a convolution or pool."""


class NetworkSummary(BaseModel):
    """Everything the analysis found."""

    model_config = CONFIG

    nodes: list[NodeSummary]
    output_shape: tuple[int, ...]
    total: Total
    warnings: list[NetworkWarning]
    stuck: StuckSummary | None = None
    """Where the analysis went no further."""
