"""Only the playground's own page, and programs that are no browsers, may use it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.edge.hosts import header_values
from app.web.edge.refusal import Forbidden, refuse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    """Refuses a foreign or `null` Origin with 403; for a socket, before the upgrade.

    A missing Origin is accepted from programs. Browsers always send one with sockets and with what changes
    something: where there is none but a cookie or `Sec-Fetch-*`, something hides where it comes from.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from here or from no page at all."""
        if scope["type"] in ("http", "websocket") and not is_ours(scope):
            await refuse(Forbidden("Other pages may not use this server."), scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_ours(scope: Scope) -> bool:
    """Whether Origin equals the host asked for, or may be missing here."""
    origins = header_values(scope, b"origin")
    if not origins:
        return _may_lack_origin(scope)
    host = header_values(scope, b"host")[0].lower()
    return len(origins) == 1 and origins[0].lower() in (f"http://{host}", f"https://{host}")


def _may_lack_origin(scope: Scope) -> bool:
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return True
    names = [name for name, _ in scope["headers"]]
    return b"cookie" not in names and not any(name.startswith(b"sec-fetch-") for name in names)
