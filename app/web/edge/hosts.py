"""Only requests for a known host name are answered, so that no foreign name can be pointed at this server."""

import re
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.edge.refusal import BadHost, refuse

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?")


class HostCheck:
    """Refuses a `Host` that is neither loopback nor configured, with 400, HTTP and sockets alike."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.known = frozenset(host.lower() for host in (*LOOPBACK, *settings.allowed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is meant for us."""
        if scope["type"] in ("http", "websocket") and not known_host(scope, self.known):
            error = BadHost("This server is not known under that host name.")
            await refuse(error, scope, receive, send)
            return
        await self.app(scope, receive, send)


def header_values(scope: Scope, name: bytes) -> list[str]:
    """Every value of a header, as sent."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def known_host(scope: Scope, known: Collection[str]) -> bool:
    """Whether the request has one `Host` header and it names one of `known`, with or without its port."""
    hosts = header_values(scope, b"host")
    if len(hosts) != 1:
        return False
    found = _HOST.fullmatch(hosts[0].lower())
    return found is not None and (found["name"] in known or found[0] in known)
