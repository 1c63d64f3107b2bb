"""What a client may send on `/ws/v1/live`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.images.preprocess import Preprocess
from app.network.validate import OWN
from app.protocol.attribution import GradientOf, Questions
from app.protocol.base import FromClient, Path
from app.protocol.mode import Passing
from app.protocol.model import Model
from app.protocol.pixels import Pixels

Layers = Annotated[list[Path], Field(max_length=1024)]
InputSize = Literal["network", "image"]
Place = Annotated[int, Field(ge=0, lt=2**31)]
"""Of a unit along one axis."""


class Open(FromClient):
    """Look into this network from now on; answered by `opened`."""

    type: Literal["open"]
    model: Model


class Infer(Passing):
    """Show this image to the network; answered by `result`. A newer one supersedes one not yet started.

    `unit` asks of the pass that is shown, in its mode; `attribution` is answered in test mode.
    """

    type: Literal["infer"]
    seq: Annotated[int, Field(ge=0, lt=2**53)]
    """Comes back in the `result`."""
    pixels: Pixels | None = None
    """The image as rows of numbers, or `image`."""
    image: Annotated[str, Field(max_length=1_000_000)] | None = None
    """The image as a file (PNG, JPEG, WebP, GIF, BMP) in base64, or `pixels`."""
    preprocess: Preprocess = "none"
    layers: Layers | None = None
    """Paths whose maps are wanted; null for all, [] for none."""
    input_size: InputSize = "network"
    """`image` keeps the image's own size, longest side ≤ 512: nodes after the first misfit have no maps."""
    attribution: Questions | None = None
    """Why this answer? Answered where the image has the network's own size."""

    @model_validator(mode="after")
    def _one_image(self) -> "Infer":
        if (self.pixels is None) == (self.image is None):
            raise PydanticCustomError(OWN + "one_image", "Give either pixels or an image.")
        return self


class AskUnit(FromClient):
    """How did this one number come about? Of the last image; answered by `unit`."""

    type: Literal["unit"]
    path: Path
    channel: Place
    """Channel of a map, or index into a vector."""
    y: Place = 0
    x: Place = 0
    curve: bool = False
    """Its activation as a curve too, with a histogram of what the layer's activation gets."""
    gradient: GradientOf | None = None
    """The way back too: what this score's gradient is for the number and all that it is made of."""


class AskFilters(FromClient):
    """The weights of these layers; answered by `filters`."""

    type: Literal["filters"]
    layers: Layers | None = None
    """Paths; null for all layers that have weights."""


LiveClientMessage = Annotated[Open | Infer | AskUnit | AskFilters, Field(discriminator="type")]
"""Everything that a client may send on `/ws/v1/live`."""
