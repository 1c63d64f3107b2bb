"""The network description: a series-parallel tree of layers."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

from app.layers import LAYERS, Layer
from app.layers.base import ADVANCED, Name
from app.layers.described import Described

MAX_NODES = 1024
MAX_DEPTH = 16
CONFIG = ConfigDict(
    frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
)


class Combinator(Described):
    """A node that joins other nodes."""

    kind: str
    name: Name | None = None
    """The node's name in the module; its index where there is none."""


class Residual(Combinator):
    """Adds the block's input to its output, so that depth does no harm.

    body(x) + shortcut(x); an empty shortcut is the identity. He, Zhang, Ren, Sun, Deep residual learning, 2015.
    """

    title: ClassVar[str] = "Residual block"

    kind: Literal["residual"] = "residual"
    body: list["Node"] = Field(default_factory=list, title="Body")
    """The layers of the block."""
    shortcut: list["Node"] = Field(default_factory=list, title="Shortcut")
    """The way around; empty: the identity."""
    zero_init: bool = Field(default=False, title="Starts at zero")
    """Before training the last layer with weights that stands in the body itself is zero: the block passes its
    input on, and a trained network it is put into answers as before. Goyal et al., Accurate, large minibatch SGD,
    2017."""


class Parallel(Combinator):
    """Every branch sees the same input; their outputs are stacked or added.

    Szegedy et al., Going deeper with convolutions, 2014.
    """

    title: ClassVar[str] = "Parallel branches"

    kind: Literal["parallel"] = "parallel"
    branches: list[list["Node"]] = Field(min_length=1, max_length=64, title="Branches")
    """One list of layers a branch; an empty one is the identity."""
    merge: Literal["concat", "add"] = Field(default="concat", title="Merge")
    """Stack the maps (concat) or add them (add)."""


class Auxiliary(Combinator):
    """A classifier in the middle: its loss helps training, its answer is not used.

    Szegedy et al., Going deeper with convolutions, 2014.
    """

    title: ClassVar[str] = "Auxiliary head"

    kind: Literal["auxiliary"] = "auxiliary"
    head: list["Node"] = Field(min_length=1, title="Head")
    """The layers of the head."""
    weight: float = Field(default=0.3, ge=0, le=10, title="Weight", json_schema_extra=ADVANCED)
    """How much the head's loss counts."""


COMBINATORS: tuple[type[Combinator], ...] = (Residual, Parallel, Auxiliary)

if TYPE_CHECKING:
    Node = Layer | Residual | Parallel | Auxiliary
else:
    Node = Annotated[Union[(*LAYERS, *COMBINATORS)], Field(discriminator="kind")]

for combinator in COMBINATORS:
    combinator.model_rebuild()


class InputShape(BaseModel):
    """The picture that goes in."""

    model_config = CONFIG

    channels: int = Field(default=1, ge=1, le=4096, title="Channels")
    """1 for grey, 3 for RGB."""
    height: int = Field(default=28, ge=1, le=65536, title="Height")
    """Pixels."""
    width: int = Field(default=28, ge=1, le=65536, title="Width")
    """Pixels."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width)."""
        return self.channels, self.height, self.width


class NetworkSpec(BaseModel):
    """A whole network: its input, how pixels are normalised, and its layers."""

    model_config = CONFIG

    name: str = Field(default="", max_length=64, title="Name")
    """Shown to people; any text up to 64 characters."""
    input: InputShape = Field(default_factory=InputShape, title="Input")
    """The picture that goes in."""
    normalize: Literal["none", "half", "standard"] = Field(default="half", title="Normalise")
    """none: x/255; half: x/255 − 0.5; standard: (x/255 − mean)/deviation of the data set."""
    size_rule: Literal["floor", "strict"] = Field(default="floor", title="Size rule")
    """floor: a remainder is dropped with a warning; strict: a remainder is an error."""
    layers: list[Node] = Field(title="Layers")
    """From the input to the output."""
