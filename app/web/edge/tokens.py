"""Where a token is set, only those who have it get in: with every request, or once to sign a browser in."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.edge.hosts import header_values
from app.web.edge.refusal import NotSignedIn, close, refuse
from app.web.edge.token import Token
from app.web.pages import wants_html

COOKIE = "playground"
PAGE = "/sign-in"
OPEN = frozenset({"/healthz", PAGE, "/plain.css"})
"""What needs no token: the probe of whoever runs the server, and the page that asks for the token."""
NOT_SIGNED_IN = 4401


class TokenCheck:
    """Refuses strangers with 401 (people are shown where to sign in), sockets with the close code 4401."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.token = Token.of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on who is known."""
        if self._admits(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await close(NOT_SIGNED_IN, "not signed in", receive, send)
        elif scope["method"] == "GET" and wants_html(Request(scope)):
            await RedirectResponse(PAGE, 303)(scope, receive, send)
        else:
            await refuse(NotSignedIn("This server asks for its token."), scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        if self.token is None or scope["type"] not in ("http", "websocket") or scope["path"] in OPEN:
            return True
        return is_known(scope, self.token)


def is_known(scope: Scope, token: Token) -> bool:
    """Whether a request carries `Authorization: Bearer TOKEN`, or the cookie of a browser that is signed in."""
    given = header_values(scope, b"authorization")
    if not given:
        return token.knows(HTTPConnection(scope).cookies.get(COOKIE, ""))
    scheme, _, text = given[0].partition(" ")
    return len(given) == 1 and scheme.lower() == "bearer" and token.matches(text.strip())
