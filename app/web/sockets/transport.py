"""uvicorn's WebSocket protocol with a close that a slow reader cannot hold up."""

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ABORT_SECONDS = 5
"""How long after a close the peer may take to read what was sent before."""


class PlaygroundWebSocket(WebSocketsSansIOProtocol):
    """A close frame is queued behind what is unsent, and the connection ends soon whether it is read or not."""

    async def send(self, message: ASGISendEvent) -> None:
        """Send as uvicorn does, except that `websocket.close` waits for nobody."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(ABORT_SECONDS, self.transport.abort)
        await super().send(message)
