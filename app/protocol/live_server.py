"""What a client gets on `/ws/v1/live`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.errors import ErrorEntry
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.protocol.attribution import AttributionHeader
from app.protocol.base import Box, FromServer, Note, TensorEntry
from app.protocol.mode import Mode

Operation = Literal[
    "weighted_sum", "max", "mean", "l2", "function", "affine", "normalise", "copy", "softmax", "sum"
]


class Opened(FromServer):
    """The network is ready to look into."""

    type: Literal["opened"] = "opened"
    model: str | None
    """The reference that was asked for; null for a network that was sent."""
    classes: list[str]
    """Names of the outputs."""
    dataset: str | None
    """The data set that it was trained on; null where it was not."""
    mean: list[float] | None
    """Per channel, of x/255, where the network normalises by the data set's."""
    std: list[float] | None
    """The deviation, likewise."""
    trained: bool
    """Whether every parameter comes from training."""
    untrained: list[str]
    """Paths of the nodes whose parameters come from the seed."""
    network: NetworkSpec
    summary: NetworkSummary


class Misfit(FromServer):
    """The first node that an image of its own size does not fit."""

    path: str
    needs: list[int] | None
    """The input shape that it needs: [channels, height, width] or [features]."""
    detail: str


class Result(FromServer):
    """Header of a binary frame: the answer and the maps. Tensors: `input` (uint8) and the paths asked for."""

    type: Literal["result"] = "result"
    seq: int
    """Of the `infer` that it answers."""
    probabilities: list[float] | None
    """One per class; null for an empty drawing, or where the network does not reach its end."""
    logits: list[float | None]
    """The outputs before the final softmax; null where one is not finite."""
    empty: bool
    """Nothing is drawn, so that no label is due."""
    misfit: Misfit | None
    """With `input_size: image`: where the image's own size ends the network."""
    notes: list[Note]
    """What was done to the image."""
    milliseconds: float
    """Time of the forward pass."""
    mode: Mode = "test"
    """How it was computed."""
    batch: int = 1
    """How many images went through together: in training, the statistics are theirs."""
    attributions: list[AttributionHeader]
    """The answers to the questions asked in `attribution`, in their order; their maps are tensors too."""
    tensors: list[TensorEntry]


class UnitSource(FromServer):
    """The inputs that one unit reads from one node."""

    path: str
    """A path, or "input"."""
    box: Box
    channels: tuple[int, int]
    """First channel, and the one after the last."""
    rows: list[int]
    """Of each row of the patch: where it lies in the node's output; −1 for padding."""
    columns: list[int]
    patch: list[Any] | None
    """[C][h][w], padding as 0; null where there are more than 4,096 numbers."""
    slopes: list[Any] | None
    """As `patch`: how much the number changes with each of these, by torch's rules at kinks."""
    terms: list[Any] | None
    """As `patch`: each one's part of the arithmetic (products, squares, exponentials), where it has one."""


class UnitStep(FromServer):
    """One line of the arithmetic: symbol = formula = value."""

    symbol: str
    formula: str
    value: float | None


class UnitActivation(FromServer):
    """The activation that follows."""

    kind: str
    path: str
    value: float | None


class Contribution(FromServer):
    """What one unit of an earlier layer adds."""

    path: str
    channel: int
    y: int
    x: int
    contribution: float


class UnitAnswer(FromServer):
    """The arithmetic of one number."""

    type: Literal["unit"] = "unit"
    path: str
    channel: int
    y: int
    x: int
    mode: Mode = "test"
    """How the pass was computed that this number is of."""
    batch: int = 1
    """Images in it: in training, what batch norms take their statistics over."""
    operation: Operation
    formula: str
    value: float | None
    inputs: list[UnitSource]
    kernel: list[Any] | None
    """[C][h][w] as `patch`; null for operations without weights, and where there are too many."""
    products: list[Any] | None
    """patch · kernel, number by number."""
    bias: float | None
    sum: float | None
    steps: list[UnitStep]
    """The arithmetic line by line; the last one's value is the number. None where it is not finite."""
    training: list[UnitStep]
    """What else the number may be while training."""
    winner: tuple[int, int, int] | None
    """Of a maximum: the channel, row and column in the input that it takes."""
    activation: UnitActivation | None
    receptive_field: Box
    """In input pixels."""
    strongest: list[Contribution]
    """The twelve largest by size."""


class Filters(FromServer):
    """Header of a binary frame: float32 weights `path` [out, in, kh, kw] and `path.bias` [out]."""

    type: Literal["filters"] = "filters"
    tensors: list[TensorEntry]


class LiveError(FromServer):
    """A request could not be answered; the socket stays open."""

    type: Literal["error"] = "error"
    request: str
    """The `type` of the message that it answers."""
    seq: int | None = None
    """Of the `infer` that it answers."""
    code: str
    detail: str
    errors: list[ErrorEntry]
    """As in problem+json."""


LiveServerMessage = Annotated[Opened | Result | UnitAnswer | Filters | LiveError, Field(discriminator="type")]
"""Everything that a client may get on `/ws/v1/live`."""
