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


async def refuse(error: PlaygroundError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with problem+json; a socket is refused with the same answer, and never opened."""
    await problem_response(error, scope)(scope, receive, send)
