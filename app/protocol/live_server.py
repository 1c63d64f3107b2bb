"""What a client gets on `/ws/v1/live`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.errors import ErrorEntry
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.protocol.attribution import AttributionHeader, ScoreKind
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


class CurvePoint(FromServer):
    """One point of an activation's curve; null where it is not finite."""

    z: float | None
    f: float | None
    slope: float | None
    """f′(z)."""


class UnitCurve(FromServer):
    """An activation as a curve: the unit's own, or that of the activation that follows."""

    kind: str
    path: str
    """Of the activation."""
    reads: str
    """The node that gives it its numbers."""
    z: list[float]
    """Even steps; 0 is among them."""
    f: list[float | None]
    """By torch, at each z; null where it is not finite."""
    slope: list[float | None]
    """f′ as backpropagation passes it: torch's choice at kinks, 1 of a threshold."""
    counts: list[int]
    """How many of the layer's inputs, for this image, lie in each of equal bins from the first z to the last."""
    own: CurvePoint
    """Where the unit stands."""


class InputGradient(FromServer):
    """The gradient of a score by the inputs of one unit, as its `patch`; null where that is."""

    path: str
    through: list[Any] | None
    """What the unit passes on to each: upstream × local, ∂score/∂number · ∂number/∂input. Padding has 0."""
    total: list[Any] | None
    """∂score/∂input along all ways, other units' too."""


class ParameterGradient(FromServer):
    """The gradient of a score by one parameter of the steps."""

    symbol: str
    """b, γ, β or E, as in `steps`."""
    through: float | None
    """By this unit alone."""
    total: float | None
    """By all units that share it: what training would step along."""


class UnitGradient(FromServer):
    """The way back of a score through one unit."""

    of: ScoreKind
    target: int
    """Index of the class."""
    score: float | None
    reaches: bool
    """False where the score does not hang on the node: everything is 0."""
    value: float | None
    """∂score/∂number: upstream."""
    activation: float | None
    """∂score by the number of the activation that follows."""
    inputs: list[InputGradient]
    kernel: list[Any] | None
    """As `kernel`, by this unit alone: upstream × input; null where no weights are learnt."""
    kernel_total: list[Any] | None
    """By all units that share the weights."""
    parameters: list[ParameterGradient]


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
    curve: UnitCurve | None = None
    """Where it was asked for, and the unit has an activation."""
    gradient: UnitGradient | None = None
    """Where it was asked for."""
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
