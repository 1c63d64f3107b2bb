"""How a request names the network it is about."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from app.network.spec import NetworkSpec
from app.protocol.base import FromClient, Path

ModelRef = Annotated[
    str, Field(pattern=r"^(run:[A-Za-z0-9_-]{1,64}(@[0-9]{1,15})?|[a-z0-9][a-z0-9._-]{0,63})$")
]
"""A trained model of the zoo by its id, `run:ID` (its newest checkpoint) or `run:ID@STEP`."""


Weight = Annotated[float, Field(ge=-1e6, le=1e6)]


class Painted(FromClient):
    """A filter, or a neuron's row of weights, with numbers of one's own; what is left out stays as it is."""

    path: Path
    channel: Annotated[int, Field(ge=0, lt=2**31)]
    """Which of the layer's filters: the output channel or neuron."""
    weight: Annotated[list[Weight], Field(max_length=8192)] | None = None
    """All its weights in the order of the parameter's own [in, height, width] or [in]."""
    bias: Weight | None = None
    """Its bias, where the layer has some."""


Byte = Annotated[int, Field(ge=0, le=255)]


class Nudge(FromClient):
    """One step of plain gradient descent on one image, after all else is in place: "train on this"."""

    image: list[Annotated[list[Annotated[list[Byte], Field(max_length=256)]], Field(max_length=256)]]
    """[channels][height][width] of the network's own size."""
    target: Annotated[int, Field(ge=0, lt=2**31)]
    """The class that the image is of, by its index."""
    lr: Annotated[float, Field(gt=0, le=1)] = 0.01


Nudges = Annotated[list[Nudge], Field(max_length=16, default_factory=list)]


class HandEdits(FromClient):
    """Whose weights a network carries, and what was set by hand over them."""

    weights_from: ModelRef | None = None
    """Parameters of equal path and shape are copied from this model, layer by layer."""
    weights_map: Annotated[dict[str, str], Field(max_length=1024)] | None = None
    """{path here: path there}: weights follow nodes, and nodes left out are new. Without it, paths decide.

    Without `weights_from` it says so of the weights that the seed gives: "there" is the network before an edit."""
    painted: Annotated[list[Painted], Field(max_length=256, default_factory=list)]
    """Filters that are set by hand, after all others are in place."""
    nudges: Nudges
    """Steps on single images after that, in their order; cross-entropy, the network in evaluation mode."""


class NetworkModel(HandEdits):
    """A network initialised by a seed, with parameters taken over from a trained one where they fit."""

    network: NetworkSpec
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    """Decides the weights that are not taken over."""


Model = Annotated[
    Annotated[ModelRef, Tag("reference")] | Annotated[NetworkModel, Tag("description")],
    Discriminator(lambda value: "reference" if isinstance(value, str) else "description"),
]
"""What to look into: a reference, or a network that is being edited."""
