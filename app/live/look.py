"""One image shown to one network, once: what `predict` and `activations` are made of."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.images.decode import Decoded
from app.images.preprocess import Preprocess
from app.live.answers import Maps
from app.live.batch import LiveWorkers
from app.live.conversation import infer_request
from app.live.models import Models, Resolved
from app.live.questions import BATCH_WORK, LIVE_WORK, listed, work_of, worker_questions
from app.live.reference import References
from app.live.service import LiveService, Session
from app.protocol import Infer, decode_frame
from app.protocol.attribution import Question
from app.protocol.live_client import InputSize
from app.protocol.mode import TEST, Passing
from app.protocol.model import Model

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Look:
    """What the network made of the image; `maps` are float32 by path, `prepared` is uint8 [C, H, W]."""

    network: Resolved
    trained: bool
    untrained: list[str]
    header: dict[str, Any]
    """The fields of `app.protocol.Result`."""
    prepared: NDArray[np.uint8]
    maps: dict[str, Floats]


@asynccontextmanager
async def opened(
    workers: LiveWorkers, network: Resolved, takes_long: bool = False
) -> AsyncIterator[tuple[LiveService, Session, dict[str, Any]]]:
    """A session that looks at `network`, and what the worker says of it; raises `PlaygroundError`."""
    service = workers.suited(network, takes_long)
    session = service.session()
    try:
        yield service, session, await service.open(session, network.recipe)
    finally:
        service.close(session)


async def look(
    workers: LiveWorkers,
    models: Models,
    model: Model,
    image: Decoded,
    preprocess: Preprocess = "none",
    layers: Sequence[str] | None = None,
    input_size: InputSize = "network",
    maps: Maps = "exact",
    question: Question | None = None,
    passing: Passing = TEST,
    references: References | None = None,
) -> Look:
    """Show `image` to `model`, and ask why; raises `PlaygroundError`. In training, `references` are beside it."""
    network = await models.resolve(model)
    questions = worker_questions(network, question, BATCH_WORK)
    takes_long = work_of(network, listed(question)) > LIVE_WORK
    async with opened(workers, network, takes_long) as (service, session, told):
        wanted = list(layers) if layers is not None else None
        message = Infer(
            type="infer",
            seq=0,
            pixels=image.pixels,
            preprocess=preprocess,
            layers=wanted,
            input_size=input_size,
            mode=passing.mode,
            mask_seed=passing.mask_seed,
        )
        others = await references.beside(network, passing) if references else None
        request = infer_request(session, image, message, maps, questions, others)
        frame = await service.call(session, lambda: request)
    assert isinstance(frame, bytes)
    header, tensors = decode_frame(frame)
    found = {name: tensor.data for name, tensor in tensors.items() if name != "input"}
    return Look(network, told["trained"], told["untrained"], header, tensors["input"].data, found)
