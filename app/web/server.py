"""Running the application under uvicorn: the listening socket, the address line, the exit codes."""

import contextlib
import errno
import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

import uvicorn
from pydantic import ValidationError

from app.errors import PlaygroundError
from app.runs.store.database import StoreTooNew
from app.settings import Settings
from app.web.application import create_app
from app.web.logs import configure_logs
from app.web.sockets.transport import PlaygroundWebSocket

MESSAGE_BYTES = 1_000_000
SEND_BUFFER_BYTES = 128 * 1024
"""Unread bytes that the system keeps of a connection (Linux doubles it): left to itself it would keep four
megabytes for somebody who does not read, and hide from us for a minute that they do not."""
GRACE_SECONDS = 3
"""How long open requests may go on after SIGTERM."""


class ServeError(Exception):
    """The server cannot start; `status` is the exit status of the process."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def serve_forever(given: Mapping[str, Any]) -> None:
    """Serve until a signal; `given` overrides settings. Raises `ServeError` where that cannot start."""
    settings = _settings(given)
    check_exposure(settings)
    configure_logs()
    with listen(settings) as listener:
        app = create_app(settings)
        try:
            _Server(_config(app, settings)).run(sockets=[listener])
        except SystemExit:  # uvicorn's end of a failed start
            raise _startup_error(app.state.startup_error) from None


def _startup_error(error: PlaygroundError | None) -> ServeError:
    if error is None:
        return ServeError("the server could not start; see the log above")
    return ServeError(error.detail, status=3 if isinstance(error, StoreTooNew) else 1)


def _settings(given: Mapping[str, Any]) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ServeError(f"bad settings: {wrong}", status=2) from None


def check_exposure(settings: Settings) -> None:
    """Raise `ServeError` for an address that others can reach without a public host name and a token."""
    missing = []
    if not settings.allowed_hosts:
        missing.append("""the public host name, PLAYGROUND_ALLOWED_HOSTS='["playground.example.org"]'""")
    if settings.token is None:
        missing.append("a token of 16 characters or more, PLAYGROUND_TOKEN, or --make-token")
    if missing and not is_loopback(settings.host):
        raise ServeError(
            f"refusing to listen on {settings.host}: anybody who can reach this machine could use it. "
            f"Set first: {'; '.join(missing)}.",
            status=2,
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def listen(settings: Settings) -> socket.socket:
    """A listening socket whose connections end when their peer is gone."""
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, dead_peer_milliseconds(settings))
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        raise ServeError(_listen_problem(host, port, error)) from None
    return listener


def _listen_problem(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program. Choose another with --port, or --port 0 for a free one."
    return f"cannot listen on {host} port {port}: {error.strerror or error}"


def dead_peer_milliseconds(settings: Settings) -> int:
    """After so long the system gives up a peer that acknowledges nothing: as long as a ping takes to give it up."""
    return round(2000 * settings.ping_seconds)


def _config(app: Any, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws=PlaygroundWebSocket,
        ws_per_message_deflate=False,  # 3.4 ms against 0.09 ms for 100 kB
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        timeout_graceful_shutdown=GRACE_SECONDS,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
    )


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"CNN Playground: http://{shown}:{port}", flush=True)
