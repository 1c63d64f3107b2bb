"""An answer from outside the application: for HTTP, and for a WebSocket before its upgrade."""

from starlette.types import Receive, Scope, Send

from app.errors import PlaygroundError
from app.web.problems import problem_response


class Forbidden(PlaygroundError):
    """The request comes from somewhere else than the playground's own page."""

    status, code, title = 403, "forbidden_origin", "Forbidden"


class BadHost(PlaygroundError):
    """The request was meant for another host."""

    status, code, title = 400, "bad_host", "Bad host"


class NotSignedIn(PlaygroundError):
    """The request carries neither the token nor the cookie of a browser that is signed in."""

    status, code, title = 401, "not_signed_in", "Not signed in"


async def refuse(error: PlaygroundError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with problem+json; a socket is refused with the same answer, and never opened."""
    await problem_response(error, scope)(scope, receive, send)


async def close(code: int, reason: str, receive: Receive, send: Send) -> None:
    """Open a socket only to end it with a close code, which a browser does not see before."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code, "reason": reason})
