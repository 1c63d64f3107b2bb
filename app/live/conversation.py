"""One client's talk with the live worker: its session, and the answer to each of its messages."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import Conflict, InvalidInput, PlaygroundError
from app.images.child import DecodeChild
from app.images.decode import Decoded
from app.live.answers import Maps
from app.live.batch import LiveWorkers
from app.live.models import Models, Resolved
from app.live.questions import LIVE_WORK, worker_gradient, worker_questions
from app.live.reference import References
from app.live.service import LiveService, Request, Session
from app.processes import Message
from app.protocol import (
    AskFilters,
    AskUnit,
    Infer,
    LiveClientMessage,
    LiveError,
    Open,
    Opened,
    Tensor,
    encode_frame,
)


class Conversation:
    """Answers messages one after the other; `close` it in the end."""

    def __init__(
        self, workers: LiveWorkers, models: Models, decoder: DecodeChild, references: References
    ) -> None:
        self._workers, self._models, self._decoder = workers, models, decoder
        self._references = references
        self._service: LiveService = workers.live
        self._session: Session = self._service.session()
        self._network: Resolved | None = None

    def close(self) -> None:
        """Let go of the session."""
        self._service.close(self._session)

    async def answer(
        self, message: LiveClientMessage, superseded: Callable[[], bool]
    ) -> Opened | LiveError | Message | None:
        """The answer to a message; None for a drawing that a newer one has superseded."""
        try:
            match message:
                case Open():
                    return await self._open(message)
                case Infer():
                    return await self._infer(message, superseded)
                case AskUnit():
                    gradient = worker_gradient(self._opened(), message.gradient, LIVE_WORK)
                    return await self._ask({**message.model_dump(mode="json"), "gradient": gradient})
                case AskFilters():
                    return await self._ask(message.model_dump(mode="json"))
        except PlaygroundError as error:
            return live_error(error, message.type, message.seq if isinstance(message, Infer) else None)

    async def _open(self, message: Open) -> Opened:
        resolved = await self._models.resolve(message.model)
        self._turn_to(self._workers.suited(resolved))
        answer = await self._service.open(self._session, resolved.recipe)
        self._network = resolved
        return opened(resolved, answer)

    def _turn_to(self, service: LiveService) -> None:
        """Ask this one from now on."""
        if service is not self._service:
            self.close()
            self._service, self._session = service, service.session()

    async def _infer(self, message: Infer, superseded: Callable[[], bool]) -> Message | None:
        network = self._opened()
        questions = worker_questions(network, message.attribution, LIVE_WORK, "/attribution")
        decoded = await decoded_image(message.pixels, message.image, self._decoder)
        others = await self._references.beside(network, message)
        request = infer_request(self._session, decoded, message, questions=questions, others=others)
        return await self._service.call(self._session, lambda: None if superseded() else request)

    async def _ask(self, request: Request) -> Message | None:
        self._opened()
        asked = {**request, "session": self._session.number} if isinstance(request, dict) else request
        return await self._service.call(self._session, lambda: asked)

    def _opened(self) -> Resolved:
        if self._session.recipe is None or self._network is None:
            raise Conflict("Open a model first.", code="not_opened")
        return self._network


def infer_request(
    session: Session,
    image: Decoded,
    message: Infer,
    maps: Maps = "shown",
    questions: Sequence[dict[str, Any]] = (),
    others: NDArray[np.uint8] | None = None,
) -> bytes:
    """The worker's form of an `infer`; see `app.live.answers` for the forms in which `maps` may come.

    `questions` are those of `message.attribution`, checked against the network; `others` are the images beside it in
    training.
    """
    header = {
        "type": "infer",
        "session": session.number,
        "seq": message.seq,
        "preprocess": message.preprocess,
        "layers": message.layers,
        "input_size": message.input_size,
        "maps": maps,
        "mode": message.mode,
        "mask_seed": message.mask_seed,
        "attribution": [*questions],
        "notes": [{**asdict(note), "params": dict(note.params)} for note in image.notes],
    }
    beside = [] if others is None else [Tensor("others", others)]
    return encode_frame(header, [Tensor("pixels", image.pixels), *beside])


async def decoded_image(pixels: NDArray[np.uint8] | None, image: str | None, decoder: DecodeChild) -> Decoded:
    """The image of a message: as it is, or decoded by `decoder` from base64."""
    if pixels is not None:
        return Decoded(pixels)
    try:
        raw = base64.b64decode(image or "", validate=True)
    except binascii.Error:
        raise InvalidInput("The image is not in base64.", code="bad_base64") from None
    return await decoder.decode(raw)


def opened(resolved: Resolved, answer: dict[str, Any]) -> Opened:
    """What a client is told about the network that it looks at now."""
    return Opened(
        model=resolved.ref,
        classes=resolved.classes,
        dataset=resolved.dataset,
        mean=resolved.mean,
        std=resolved.std,
        trained=answer["trained"],
        untrained=answer["untrained"],
        network=resolved.spec,
        summary=resolved.summary,
    )


def live_error(error: PlaygroundError, request: str, seq: int | None = None) -> LiveError:
    """The message that tells of `error`."""
    entries = error.errors[:20]
    return LiveError(request=request, seq=seq, code=error.code, detail=error.detail, errors=entries)
