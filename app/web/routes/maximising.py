"""What a unit looks for: the picture that gradient ascent finds."""

import asyncio
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field, TypeAdapter

from app.images.preprocess import Preprocess
from app.live.maximisation import Maximisation, Start, Wanted, Way, about, last_png, maximised
from app.protocol.attribution import Target
from app.protocol.base import FromClient, Path
from app.protocol.live_client import Place
from app.protocol.model import Model
from app.protocol.pixels import Pixels
from app.web.accept import preferred
from app.web.bodies import PIXEL_BYTES, read_object
from app.web.messages import parse_object
from app.web.openapi import body
from app.web.routes.router import api_router
from app.web.services import Given

router = api_router("", "looking inside")
JSON, PNG = "application/json", "image/png"


class Maximise(FromClient):
    """A number of a network, and how to make a picture that it is large for."""

    model: Model
    path: Path | None = None
    """A node; or a `target`."""
    channel: Place | None = None
    """Channel of its map, or index into a vector."""
    y: Place | None = None
    """Row of one unit; null for the mean of the map."""
    x: Place | None = None
    target: Target | None = None
    """A class by index or name, in the place of a node: its score, before a final softmax."""
    start: Start = "noise"
    """Noise around mid-grey, even mid-grey, or the image in `pixels`."""
    pixels: Pixels | None = None
    preprocess: Preprocess = "none"
    steps: Annotated[int, Field(ge=1, le=256)] = 48
    step_size: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Root of the mean square by which a step changes pixels, of 1 from black to white."""
    decay: Annotated[float, Field(ge=0, le=0.5)] = 0.01
    """L2: which share of every pixel's distance from what the network reads as 0 is lost in a step."""
    variation: Annotated[float, Field(ge=0, le=2)] = 0.05
    """Weight of the total variation beside the gradient, which has the root of the mean square 1."""
    blur: Annotated[float, Field(ge=0, le=5)] = 0.5
    """Deviation in pixels of the Gaussian that evens the picture out; 0 for none."""
    blur_every: Annotated[int, Field(ge=1, le=256)] = 4
    """Steps from one blur to the next."""
    jitter: Annotated[int, Field(ge=0, le=16)] = 1
    """By up to how many pixels the picture is shifted in a step, and back after it."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    """Of the noise to begin with, and of the jitter."""
    frames: Annotated[int, Field(ge=2, le=32)] = 2
    """How many pictures on the way are wanted; fewer are sent of large ones."""

    @property
    def wanted(self) -> Wanted:
        """Which number."""
        return Wanted(self.path, self.channel, self.y, self.x, self.target)

    @property
    def way(self) -> Way:
        """How it is made large."""
        names = ("steps", "step_size", "decay", "variation", "blur", "blur_every", "jitter", "seed")
        ascent = {name: getattr(self, name) for name in names}
        return Way(self.start, self.pixels, self.preprocess, ascent, self.frames)


_maximise: TypeAdapter[Maximise] = TypeAdapter(Maximise)

BODY = body(
    Maximise,
    {"model": "lenet5-mnist", "path": "c3", "channel": 4},
    {"model": "resnet20-cifar10", "target": "cat", "steps": 16, "jitter": 2},
)
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Maximisation,
        "content": {PNG: {}},
        "description": "By the header Accept: values and pictures, or the last picture alone.",
    }
}


@router.post("/maximisations", openapi_extra=BODY, responses=RESPONSES, response_model=None)
async def maximise(request: Request, services: Given) -> Maximisation | Response:
    """What makes a map, a unit or a class's score large: gradient ascent on a picture, with regularisers.

    The same seed gives the same picture. Erhan et al. 2009; Simonyan et al. 2013, arXiv:1312.6034; Yosinski et al.
    2015, arXiv:1506.06579; Olah et al. 2017, "Feature visualization". The PNG's headers say the number before and
    after (`X-Start-Value`, `X-Value`) and the steps (`X-Steps`).
    """
    wanted = preferred(request, (JSON, PNG))
    asked = parse_object(_maximise, await read_object(request, PIXEL_BYTES))
    found = await maximised(services.workers, services.models, asked.model, asked.wanted, asked.way)
    if wanted == JSON:
        return found
    return Response(await asyncio.to_thread(last_png, found), media_type=PNG, headers=about(found))
