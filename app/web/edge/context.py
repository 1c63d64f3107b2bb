"""A request id and security headers for every answer, one line in the log, one count in the metrics."""

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.logs import log
from app.web.metrics import REQUEST_SECONDS, REQUESTS

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Everything from here alone. Style attributes are allowed: formulas and charts place their parts with them."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by whoever watches the server: not worth a line each."""


class RequestContext:
    """The outermost layer; HTTP only, sockets log for themselves."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and watch what comes back."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = secrets.token_hex(8)
        begun = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
                _add_headers(message, request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            if scope["type"] == "http":
                _account(scope, status, time.perf_counter() - begun)


def _add_headers(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers["X-Request-Id"] = request_id


def _account(scope: Scope, status: int, seconds: float) -> None:
    """`route` is the pattern, not the path: paths may hold what nobody should count by."""
    route = getattr(scope.get("route"), "path", "none")
    REQUESTS.labels(scope["method"] if route != "none" else "any", route, status).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)
    write = log.debug if scope["path"] in PROBES else log.info
    write(
        "request",
        id=scope["state"]["request_id"],
        method=scope["method"],
        path=scope["path"][:200],
        status=status,
        ms=round(seconds * 1000, 1),
    )
