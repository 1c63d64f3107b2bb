"""What is found out about a network by going over many images: all of them, or as many as a moment allows."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import Field, TypeAdapter

from app.datasets.model import SplitName
from app.findings.questions import AskAnswers, Inquiry, Question
from app.live.evaluation import MAX_IMAGES, Evaluation, evaluated
from app.live.inquiry import inquire
from app.protocol.base import FromClient
from app.protocol.model import Model
from app.training.config import TrainConfig
from app.web.bodies import NETWORK_BYTES, read_object
from app.web.messages import parse_object
from app.web.openapi import body
from app.web.routes.router import api_router
from app.web.services import Given, Services

router = api_router("", "looking inside")


DatasetId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class FindOut(FromClient):
    """A network, what is asked about it, and the images."""

    model: Model
    question: Question = AskAnswers()
    dataset: DatasetId | None = None
    """Its id; null for the one that the network was trained on."""


class Evaluate(FromClient):
    """A network, and which images it is to be tried on."""

    model: Model
    dataset: DatasetId | None = None
    """Its id; null for the one that the network was trained on."""
    split: SplitName = "test"
    images: Annotated[int, Field(ge=1, le=MAX_IMAGES)] = MAX_IMAGES
    """How many in all, evenly spread over the split."""
    start: Annotated[int, Field(ge=0, lt=MAX_IMAGES)] = 0
    """Go on from this one of them."""


_evaluate: TypeAdapter[Evaluate] = TypeAdapter(Evaluate)
_find_out: TypeAdapter[FindOut] = TypeAdapter(FindOut)


@router.post(
    "/findings",
    openapi_extra=body(
        FindOut,
        {"model": "lenet5-mnist", "question": {"kind": "top_images", "layer": "c3"}, "dataset": "mnist-5k"},
        {"model": "lenet5-mnist", "question": {"kind": "image_map", "method": "tsne"}, "dataset": "mnist-5k"},
        {
            "model": "lenet5-mnist",
            "question": {"kind": "microscope", "parameter": "c1.weight"},
            "dataset": "mnist-5k",
        },
        {
            "model": "lenet5-mnist",
            "question": {"kind": "statistics", "training": {"optimizer": "sgd"}},
            "dataset": "mnist-5k",
        },
        {"model": "lenet5-mnist", "dataset": "mnist-5k"},
    ),
    responses={202: {"model": Inquiry, "description": "Not found yet: ask the same again."}},
)
async def find_out(request: Request, services: Given, response: Response) -> Inquiry:
    """Answers, top images, a map of the images, a step of training, or how the layers stand before it.

    Begins to find out, and tells how far it is; ask again for more.

    The answer is kept: the same question about the same weights is answered at once.
    """
    asked = parse_object(_find_out, await read_object(request, NETWORK_BYTES))
    inquiry = await inquire(
        services.models,
        services.library,
        services.runs.findings,
        asked.model,
        asked.dataset,
        asked.question,
        await _settings(services, asked.model),
    )
    response.status_code = 200 if inquiry.found else 202
    return inquiry


async def _settings(services: Services, model: Model) -> TrainConfig | None:
    """Those of a run, where `model` is one. Raises NotFound."""
    if not isinstance(model, str) or not model.startswith("run:"):
        return None
    return (await services.runs.get(model.removeprefix("run:").partition("@")[0])).training


@router.post("/evaluations", openapi_extra=body(Evaluate, {"model": "lenet5-mnist", "dataset": "mnist-5k"}))
async def evaluate(request: Request, services: Given) -> Evaluation:
    """Right and wrong answers of a network to some test images, as many as a tenth of a second allows.

    For a network that is being changed: filters set by hand go in `model.painted`. Ask again from `start` + `images`
    on until `of` are looked at; the matrices add up.
    """
    asked = parse_object(_evaluate, await read_object(request, NETWORK_BYTES))
    given = {name: getattr(asked, name) for name in ("model", "dataset", "split", "images", "start")}
    return await evaluated(services.workers, services.models, services.library, **given)
