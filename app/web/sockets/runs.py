"""`/ws/v1/runs/{id}`: the event log of a run, then live, and frames of what its network sees."""

import asyncio

from fastapi import APIRouter, WebSocket
from pydantic import TypeAdapter

from app.errors import NotFound, PlaygroundError
from app.images.child import DecodeChild
from app.images.preprocess import prepare
from app.live.conversation import decoded_image
from app.network.spec import NetworkSpec
from app.protocol import Ack, Probe, RunClientMessage, Subscribe
from app.runs.watch import TooSlow, Watch
from app.web.messages import parse_message
from app.web.services import Services
from app.web.sockets.connection import BAD_MESSAGE, TOO_SLOW, UNKNOWN, Closing, Connection, converse

router = APIRouter()
_messages: TypeAdapter[RunClientMessage] = TypeAdapter(RunClientMessage)


@router.websocket("/ws/v1/runs/{run_id}")
async def watch_run(socket: WebSocket, run_id: str) -> None:
    """Accept, then tell what happens until either side ends it."""
    services: Services = socket.app.state.services
    await socket.accept()
    await converse("runs", socket, _watch(socket, services, run_id))


async def _watch(socket: WebSocket, services: Services, run_id: str) -> None:
    try:
        async with services.runs.watch(run_id, _after(socket)) as watch:
            network = (await services.runs.get(run_id)).network
            connection = Connection(socket, services.settings.viewer_seconds)
            reading = asyncio.create_task(_read(connection, watch, network, services.decoder))
            telling = asyncio.create_task(_tell(connection, watch))
            await first_end(reading, telling)
    except NotFound:
        raise Closing(UNKNOWN, "there is no such run") from None


async def first_end(*tasks: asyncio.Task[None]) -> None:
    """Wait until one of `tasks` ends, end the others, and raise what it raised."""
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _after(socket: WebSocket) -> int:
    """The one parameter of the address; raises `Closing` (4400) for anything else."""
    given = socket.query_params.multi_items()
    names, text = [name for name, _ in given], given[0][1] if given else "-1"
    digits = text.removeprefix("-")
    whole = digits.isascii() and digits.isdigit() and len(digits) < 16
    if names not in ([], ["after"]) or not whole or int(text) < -1:
        raise Closing(BAD_MESSAGE, "after is the number of an event, or -1")
    return int(text)


async def _tell(connection: Connection, watch: Watch) -> None:
    try:
        async for message in watch:
            await connection.send(message)
    except TooSlow:
        raise Closing(TOO_SLOW, "too slow") from None


async def _read(connection: Connection, watch: Watch, network: NetworkSpec, decoder: DecodeChild) -> None:
    while True:
        text = await connection.receive()
        try:
            await _obey(parse_message(_messages, text), watch, network, decoder)
        except PlaygroundError as error:
            raise Closing(BAD_MESSAGE, f"{error.code}: {error.detail}"[:120]) from None


async def _obey(message: RunClientMessage, watch: Watch, network: NetworkSpec, decoder: DecodeChild) -> None:
    match message:
        case Subscribe():
            watch.subscribe(message.layers, message.what, message.max_fps)
        case Ack():
            watch.ack(message.frame)
        case Probe(pixels=None, image=None):
            watch.probe(None, message.seq, message.target)
        case Probe():
            decoded = await decoded_image(message.pixels, message.image, decoder)
            shape = network.input.shape
            pixels = await asyncio.to_thread(prepare, decoded.pixels, *shape, message.preprocess)
            watch.probe(pixels, message.seq, message.target)
