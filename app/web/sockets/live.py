"""`/ws/v1/live`: draw, and see what a network makes of it."""

import time

from fastapi import APIRouter, WebSocket
from pydantic import TypeAdapter

from app.errors import InvalidNetwork, PlaygroundError
from app.live.conversation import Conversation, live_error
from app.live.mailbox import Mailbox, MailboxFull
from app.protocol import Infer, LiveClientMessage
from app.web.messages import parse_message
from app.web.metrics import LIVE_SECONDS
from app.web.services import Services
from app.web.sockets.connection import BAD_MESSAGE, TOO_MANY, Closing, Connection, converse

router = APIRouter()
_messages: TypeAdapter[LiveClientMessage] = TypeAdapter(LiveClientMessage)


@router.websocket("/ws/v1/live")
async def live(socket: WebSocket) -> None:
    """Accept, then read and answer until either side ends it."""
    services: Services = socket.app.state.services
    await socket.accept()
    connection, mailbox = Connection(socket, services.settings.viewer_seconds), Mailbox()
    conversation = Conversation(services.workers, services.models, services.decoder, services.references)
    try:
        await converse("live", socket, _read(connection, mailbox), _answer(connection, mailbox, conversation))
    finally:
        conversation.close()


async def _read(connection: Connection, mailbox: Mailbox) -> None:
    while True:
        text = await connection.receive()
        try:
            mailbox.put(parse_message(_messages, text))
        except InvalidNetwork as error:  # a network that is being edited is often wrong for a while
            await connection.send(live_error(error, "open"))
        except PlaygroundError as error:
            raise Closing(BAD_MESSAGE, f"{error.code}: {error.detail}"[:120]) from None
        except MailboxFull:
            raise Closing(TOO_MANY, "too many unanswered messages") from None


async def _answer(connection: Connection, mailbox: Mailbox, conversation: Conversation) -> None:
    while True:
        message = await mailbox.get()
        begun = time.perf_counter()
        answer = await conversation.answer(message, mailbox.has_newer_drawing)
        if answer is not None:
            await connection.send(answer)
        if isinstance(message, Infer):
            LIVE_SECONDS.observe(time.perf_counter() - begun)
