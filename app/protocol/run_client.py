"""What a client may send on `/ws/v1/runs/{id}`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.images.preprocess import Preprocess
from app.network.validate import OWN
from app.protocol.base import FromClient, Path
from app.protocol.pixels import Pixels

What = Literal["maps", "filters", "statistics", "gradients"]


class Subscribe(FromClient):
    """Send frames of these layers while the run goes on."""

    type: Literal["subscribe"]
    layers: Annotated[list[Path], Field(max_length=1024)]
    """Paths; [] stops the frames."""
    what: Annotated[list[What], Field(max_length=8)]
    max_fps: Annotated[float, Field(gt=0, le=60)] = 10.0


class Probe(FromClient):
    """Pin an image: frames show what the network in training makes of it. Neither image nor pixels unpins."""

    type: Literal["probe"]
    pixels: Pixels | None = None
    image: Annotated[str, Field(max_length=1_000_000)] | None = None
    """The image as a file in base64."""
    preprocess: Preprocess = "none"
    seq: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    """A number of the client's own; frames that answer to this image carry it as `probe`."""
    target: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    """The class that the image is of, for `gradients`; null, or no class of the network: the most probable one."""

    @model_validator(mode="after")
    def _one_image(self) -> "Probe":
        if self.pixels is not None and self.image is not None:
            raise PydanticCustomError(OWN + "one_image", "Give either pixels or an image.")
        return self


class Ack(FromClient):
    """This frame is drawn; the next may come."""

    type: Literal["ack"]
    frame: Annotated[int, Field(ge=0, lt=2**53)]
    """Its number, from the header."""


RunClientMessage = Annotated[Subscribe | Probe | Ack, Field(discriminator="type")]
"""Everything that a client may send on `/ws/v1/runs/{id}`."""
