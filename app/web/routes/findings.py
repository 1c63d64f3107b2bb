"""What is found out about a network by going over many images."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import Field, TypeAdapter

from app.findings.questions import AskAnswers, Inquiry, Question
from app.live.inquiry import inquire
from app.protocol.base import FromClient
from app.protocol.model import Model
from app.web.bodies import NETWORK_BYTES, read_object
from app.web.messages import parse_object
from app.web.openapi import body
from app.web.routes.router import api_router
from app.web.services import Given

router = api_router("/findings", "looking inside")


class FindOut(FromClient):
    """A network, what is asked about it, and the images."""

    model: Model
    question: Question = AskAnswers()
    dataset: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] | None = None
    """Its id; null for the one that the network was trained on."""


_find_out: TypeAdapter[FindOut] = TypeAdapter(FindOut)


@router.post(
    "",
    openapi_extra=body(
        FindOut,
        {"model": "lenet5-mnist", "question": {"kind": "top_images", "layer": "c3"}, "dataset": "mnist-5k"},
        {"model": "lenet5-mnist", "question": {"kind": "image_map", "method": "tsne"}, "dataset": "mnist-5k"},
        {"model": "lenet5-mnist", "dataset": "mnist-5k"},
    ),
    responses={202: {"model": Inquiry, "description": "Not found yet: ask the same again."}},
)
async def find_out(request: Request, services: Given, response: Response) -> Inquiry:
    """Answers, top images or a map of the images. Begins to find out, and tells how far it is; ask again for more.

    The answer is kept: the same question about the same weights is answered at once.
    """
    asked = parse_object(_find_out, await read_object(request, NETWORK_BYTES))
    inquiry = await inquire(
        services.models, services.library, services.runs.findings, asked.model, asked.dataset, asked.question
    )
    response.status_code = 200 if inquiry.found else 202
    return inquiry
