"""Networks shown an image: predictions and activations."""

import asyncio
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import ConfigDict, Field, TypeAdapter, field_validator
from pydantic_core import PydanticCustomError

from app.attribution import Attribution
from app.datasets.model import SplitName
from app.images.preprocess import Preprocess
from app.live import attributions
from app.live.activations import Activations, activations, check_layers, npz, png_grid
from app.live.answers import Maps
from app.live.field import MAX_IMAGES, FieldAnswer, measured
from app.live.look import Look, look
from app.live.prediction import Prediction, prediction
from app.live.unit import unit
from app.live.vote import Ballot, ballot
from app.protocol.attribution import GradientOf, Question, Target, UnitPlace
from app.protocol.base import FromClient, Path
from app.protocol.live_client import AskUnit, InputSize, Place
from app.protocol.live_server import UnitAnswer
from app.protocol.mode import TEST, Passing
from app.protocol.model import Model, ModelRef
from app.protocol.pixels import Pixels
from app.web.accept import preferred
from app.web.bodies import NETWORK_BYTES, read_object
from app.web.examples import NETWORK_MODEL, SMALL_IMAGE
from app.web.images import ImageRequest, image_request
from app.web.messages import parse_object
from app.web.openapi import body, image_body
from app.web.routes.router import api_router
from app.web.services import Given, Services

router = api_router("", "looking inside")


def _or_text(schema: dict[str, Any]) -> None:
    """Document that `text` may stand in the place of `pixels`: see `app.web.images`."""
    words = "In the place of pixels: a text, for networks that read a column of bytes (1 × bytes × 1)."
    schema["properties"]["text"] = {"type": "string", "minLength": 1, "description": words}
    schema["required"] = [name for name in schema["required"] if name != "pixels"]
    schema["anyOf"] = [{"required": ["pixels"]}, {"required": ["text"]}]


class Shown(FromClient):
    """An image, or a text, and the network to show it to."""

    model_config = ConfigDict(json_schema_extra=_or_text)

    model: Model
    pixels: Pixels
    preprocess: Preprocess = "none"


class Predict(Shown, Passing):
    """An image, or a text, the network to show it to, and how the forward pass is computed."""


class AskAll(FromClient):
    """An image and the networks that vote on it."""

    models: Annotated[list[ModelRef], Field(min_length=1, max_length=25)]
    """References; the same one may not vote twice."""
    pixels: Pixels
    preprocess: Preprocess = "none"

    @field_validator("models")
    @classmethod
    def _once(cls, models: list[str]) -> list[str]:
        if len(set(models)) < len(models):
            raise PydanticCustomError("playground.votes_twice", "A model may not vote twice.")
        return models


class Activate(Predict):
    """The same, and which layers are wanted."""

    layers: Annotated[list[Path], Field(max_length=1024)] | None = None
    """Paths; null for all."""
    input_size: InputSize = "network"
    """`image` keeps the image's own size, longest side ≤ 512; nodes after the first misfit are absent."""


class Ask(Shown):
    """An image and a network, in test mode, and the question why."""

    method: Attribution
    """The kind alone, or with its settings."""
    target: Target | None = None
    """Index or name of the class; null for the network's answer."""
    layer: Path | None = None
    """For Grad-CAM: a layer with maps; null for the last convolution."""
    unit: UnitPlace | None = None
    """A hidden unit in the place of a class: the deconvnet's picture of it (Zeiler and Fergus 2013), say."""

    @property
    def question(self) -> Question:
        """What is asked of the network."""
        return Question(method=self.method, target=self.target, layer=self.layer, unit=self.unit)


class AskOne(Predict):
    """The same, and one number of the network."""

    path: Path
    """The node, or "input"."""
    channel: Place
    """Channel of a map, or index into a vector."""
    y: Place = 0
    x: Place = 0
    curve: bool = False
    """Its activation as a curve too, over a histogram of the numbers that the activation gets."""
    gradient: GradientOf | None = None
    """The way back too: what this score's gradient is for the number and all that it is made of."""

    @property
    def place(self) -> AskUnit:
        """Where the number stands."""
        names = ("path", "channel", "y", "x", "curve", "gradient")
        return AskUnit(type="unit", **{name: getattr(self, name) for name in names})


class AskField(FromClient):
    """A unit of a network, and the images over which its gradient is averaged."""

    model: Model
    path: Path
    """The node, or "input"."""
    channel: Place
    """Channel of a map, or index into a vector."""
    y: Place = 0
    x: Place = 0
    dataset: Annotated[str, Field(max_length=64)] | None = None
    """Where the images come from; null for the one that the network was trained with."""
    split: SplitName = "validation"
    images: Annotated[int, Field(ge=1, le=MAX_IMAGES)] = 64
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    """Of the fresh weights to compare with."""
    against: ModelRef | None = None
    """Another model of the same layers in the place of fresh weights: `run:ID@0` is where a run began."""

    @property
    def place(self) -> AskUnit:
        """Where the number stands."""
        return AskUnit(type="unit", path=self.path, channel=self.channel, y=self.y, x=self.x)


_predict: TypeAdapter[Predict] = TypeAdapter(Predict)
_ask_all: TypeAdapter[AskAll] = TypeAdapter(AskAll)
_activate: TypeAdapter[Activate] = TypeAdapter(Activate)
_ask: TypeAdapter[Ask] = TypeAdapter(Ask)
_ask_one: TypeAdapter[AskOne] = TypeAdapter(AskOne)
_ask_field: TypeAdapter[AskField] = TypeAdapter(AskField)

PREDICT_BODY = image_body(
    Predict,
    {"model": "lenet5-mnist", "pixels": SMALL_IMAGE, "preprocess": "digit"},
    {"model": NETWORK_MODEL, "pixels": SMALL_IMAGE},
)
VOTE_BODY = image_body(AskAll, {"models": ["lenet5-mnist"], "pixels": SMALL_IMAGE, "preprocess": "digit"})
ACTIVATE_BODY = image_body(Activate, {"model": NETWORK_MODEL, "pixels": SMALL_IMAGE, "layers": ["c1"]})
ONE = {"model": NETWORK_MODEL, "pixels": SMALL_IMAGE, "path": "c1", "channel": 2, "y": 8, "x": 14}
ONE_BODY = image_body(AskOne, ONE, {**ONE, "curve": True, "gradient": {"of": "loss", "target": 3}})
ASK_BODY = image_body(
    Ask,
    {"model": "lenet5-mnist", "pixels": SMALL_IMAGE, "method": "grad_cam", "target": 7},
    {"model": NETWORK_MODEL, "pixels": SMALL_IMAGE, "method": {"kind": "occlusion", "patch": 5}},
    {
        "model": "lenet5-mnist",
        "pixels": SMALL_IMAGE,
        "method": "deconvolution",
        "unit": {"path": "c3_relu", "channel": 2, "y": 4, "x": 5},
    },
)
FIELD_BODY = body(
    AskField,
    {
        "model": "lenet5-mnist",
        "path": "c3",
        "channel": 2,
        "y": 5,
        "x": 5,
        "dataset": "mnist-5k",
        "images": 32,
    },
)
NPZ, PNG = "application/x-npz", "image/png"
ACTIVATE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": Activations, "content": {NPZ: {}, PNG: {}}, "description": "By the header Accept."}
}

ASK_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {PNG: {}, NPZ: {}}, "description": "By the header Accept."}
}


@router.post("/predict", openapi_extra=PREDICT_BODY)
async def predict(request: Request, services: Given) -> Prediction:
    """What a network makes of an image: as JSON pixels, or as a file in the field `image` of a form."""
    asked = await image_request(request, _predict, services.decoder)
    return await asyncio.to_thread(prediction, await _look(services, asked, [], "exact"))


@router.post("/vote", openapi_extra=VOTE_BODY)
async def vote(request: Request, services: Given) -> Ballot:
    """What several networks make of one image: each one's answer, the tally, and the winner."""
    asked = await image_request(request, _ask_all, services.decoder)
    looks = [
        await look(
            services.workers,
            services.models,
            model,
            asked.image,
            asked.asked.preprocess,
            [],
            "network",
            "exact",
        )
        for model in asked.asked.models
    ]
    return await asyncio.to_thread(lambda: ballot(asked.asked.models, [prediction(one) for one in looks]))


@router.post("/activations", openapi_extra=ACTIVATE_BODY, responses=ACTIVATE_RESPONSES, response_model=None)
async def activate(request: Request, services: Given) -> Activations | Response:
    """The feature maps of an image: numbers about them as JSON, float32 as npz, or one layer as a PNG grid."""
    wanted = preferred(request, ("application/json", NPZ, PNG))
    asked: ImageRequest[Activate] = await image_request(request, _activate, services.decoder)
    check_layers(await services.models.resolve(asked.asked.model), asked.asked.layers)
    maps: Maps = "exact" if wanted in (NPZ, PNG) else "numbers"
    found = await _look(services, asked, asked.asked.layers, maps, asked.asked.input_size)
    if wanted == NPZ:
        return Response(await asyncio.to_thread(npz, found), media_type=NPZ)
    if wanted == PNG:
        return Response(await asyncio.to_thread(png_grid, found), media_type=PNG)
    return activations(found)


@router.post("/attributions", openapi_extra=ASK_BODY, responses=ASK_RESPONSES, response_model=None)
async def attribute(request: Request, services: Given) -> Response:
    """Which pixels a class's score, or a unit's number, rests on: a picture, or the numbers as npz.

    Orange pixels are against it, blue ones for it.

    The picture's headers say the class (`X-Target`), its score, and what the strongest colour stands for (`X-High`).
    """
    wanted = preferred(request, (PNG, NPZ))
    asked: ImageRequest[Ask] = await image_request(request, _ask, services.decoder)
    found = await _look(services, asked, [], "exact", question=asked.asked.question)
    draw = attributions.png if wanted == PNG else attributions.npz
    content = await asyncio.to_thread(draw, found)
    return Response(content, media_type=wanted, headers=attributions.about(found))


@router.post("/units", openapi_extra=ONE_BODY)
async def explain(request: Request, services: Given) -> UnitAnswer:
    """How one number of the network comes about: what it reads, the arithmetic step by step, the slopes.

    On request its activation as a curve, and the gradient of a class's score on its way back through it.
    """
    asked: ImageRequest[AskOne] = await image_request(request, _ask_one, services.decoder)
    one = asked.asked
    return await unit(
        services.workers,
        services.models,
        one.model,
        asked.image,
        one.preprocess,
        one.place,
        one,
        services.references,
    )


@router.post("/receptive-field", openapi_extra=FIELD_BODY)
async def receptive_field(request: Request, services: Given) -> FieldAnswer:
    """What one unit depends on: the theoretical field, and the measured one with these weights and with fresh ones.

    Measured is the gradient of the unit by the pixels, averaged over images of a data set (Luo et al. 2016,
    arXiv:1701.04128).
    """
    asked = parse_object(_ask_field, await read_object(request, NETWORK_BYTES))
    return await measured(
        services.workers,
        services.models,
        services.library,
        place=asked.place,
        **{name: getattr(asked, name) for name in ("model", "dataset", "split", "images", "seed", "against")},
    )


async def _look(
    services: Services,
    request: ImageRequest[Any],
    layers: list[str] | None,
    maps: Maps,
    input_size: InputSize = "network",
    question: Question | None = None,
) -> Look:
    asked, workers, models = request.asked, services.workers, services.models
    shown = (asked.model, request.image, asked.preprocess, layers, input_size, maps, question)
    passing = asked if isinstance(asked, Passing) else TEST
    return await look(workers, models, *shown, passing, services.references)
