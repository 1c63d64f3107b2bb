"""A local HTTP server that serves one file, in as many bad ways as a real one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """How one request is answered. `body` None means the file itself, from the asked offset on.

    `cut` ends the connection after so many bytes of the body; `length` is the Content-Length told instead of
    the true one.
    """

    status: int | None = None
    body: bytes | None = None
    cut: int | None = None
    length: int | None = None
    ranges: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None


class Mirror:
    """Serves `content`; the n-th request is answered by the n-th reply, later ones by the last."""

    def __init__(self, content: bytes, *replies: Reply) -> None:
        self.content = content
        self.replies = replies or (Reply(),)
        self.requests: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/file.bin"

    def __enter__(self) -> "Mirror":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(mirror) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.requests.append({name.lower(): value for name, value in self.headers.items()})
                reply = mirror.replies[min(len(mirror.requests), len(mirror.replies)) - 1]
                mirror.answer(self, reply)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        return Handler

    def answer(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.before:
            reply.before()
        asked = handler.headers.get("Range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and reply.ranges else 0
        body = self.content[start:] if reply.body is None else reply.body
        handler.send_response(reply.status or (206 if start else 200))
        handler.send_header("Content-Length", str(len(body) if reply.length is None else reply.length))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[: reply.cut])
        handler.close_connection = True
