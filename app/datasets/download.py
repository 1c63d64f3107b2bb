"""Fetching a fixed file from one of its mirrors: resumed when the connection breaks, checked by SHA-256."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from app.datasets.disk import disk_errors, locked
from app.datasets.model import RemoteFile
from app.errors import Unavailable

Received = Callable[[int], None]
"""Told how many bytes of the file are here."""

_TIMEOUT = httpx.Timeout(30, connect=10)


class _MirrorFailed(Exception):
    """This mirror is of no use; the reason is for the message to the user."""


class Downloader:
    """Fetches files one at a time; `stop` (an event) ends a download early.

    A connection that breaks is taken up where it ended, for as long as each try brings something new and at
    most `tries` times in a row without; then the next mirror has its turn, going on with the same bytes.
    """

    def __init__(self, stop: threading.Event, *, tries: int = 3, pause: float = 0.5) -> None:
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=True)
        self._tries = tries
        self._pause = pause
        self._stop = stop

    def fetch(self, file: RemoteFile, folder: Path, received: Received) -> Path:
        """Fetch `file` into `folder` and return its path; a file that is there and right is left alone.

        Raises `Unavailable` (`download_failed`, `download_corrupt` where every mirror served something else,
        `download_stopped`) and `StorageFull`. What came so far stays, as `NAME.part`, for the next try.
        """
        folder.mkdir(parents=True, exist_ok=True)
        target, part = folder / file.name, folder / f"{file.name}.part"
        with locked(folder / f"{file.name}.lock"), disk_errors():
            if not (target.exists() and _sha256(target) == file.sha256):
                self._from_any_mirror(file, part, received)
                part.rename(target)
        received(file.size)
        return target

    def _from_any_mirror(self, file: RemoteFile, part: Path, received: Received) -> None:
        reasons = {}
        for url in file.urls:
            try:
                return self._from_mirror(file, url, part, received)
            except _MirrorFailed as failure:
                reasons[httpx.URL(url).host] = str(failure)
        code = "download_corrupt" if set(reasons.values()) == {_WRONG_BYTES} else "download_failed"
        listed = "; ".join(f"{host}: {reason}" for host, reason in reasons.items())
        detail = f"{file.name} could not be downloaded ({listed})."
        raise Unavailable.of(code, detail, file=file.name, reasons=listed)

    def _from_mirror(self, file: RemoteFile, url: str, part: Path, received: Received) -> None:
        """Fill `part` from one mirror; wrong bytes that were begun elsewhere are fetched anew, once."""
        inherited = _size(part) > 0
        self._fill(file, url, part, received)
        if _sha256(part) != file.sha256:
            part.unlink()
            if not inherited:
                raise _MirrorFailed(_WRONG_BYTES)
            self._from_mirror(file, url, part, received)

    def _fill(self, file: RemoteFile, url: str, part: Path, received: Received) -> None:
        """Request what is missing of `part` until nothing is."""
        if _size(part) > file.size:
            part.unlink()
        transfer, left = _Transfer(self._client, url, part, self._stop), self._tries
        while _size(part) != file.size:
            before = _size(part)
            problem = transfer.run(file.size, received)
            left = self._tries if _size(part) > before else left - 1
            if left == 0:
                raise _MirrorFailed(problem)
            if problem and self._stop.wait(self._pause):
                raise Unavailable("The download was stopped.", code="download_stopped")


_WRONG_BYTES = "other bytes than expected"


class _Transfer:
    """Requests to one mirror for one file; later ones go on where the last one ended."""

    def __init__(self, client: httpx.Client, url: str, part: Path, stop: threading.Event) -> None:
        self._client, self._url, self._part, self._stop = client, url, part, stop
        self._etag: str | None = None

    def run(self, size: int, received: Received) -> str:
        """One request; returns what went wrong, if anything; `_MirrorFailed` where no retry can help."""
        try:
            with self._client.stream("GET", self._url, headers=self._headers()) as response:
                self._keep(response, size, received)
        except httpx.TransportError as error:
            return _describe(error)
        return "" if _size(self._part) == size else "the connection ended early"

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        have = _size(self._part)
        if have:
            headers["Range"] = f"bytes={have}-"
            if self._etag:
                headers["If-Range"] = self._etag
        return headers

    def _keep(self, response: httpx.Response, size: int, received: Received) -> None:
        """Write the body to the part: appended where the answer is the rest, anew where it is the whole."""
        appended = self._is_the_rest(response)
        etag = response.headers.get("ETag", "")
        self._etag = None if etag.startswith("W/") else etag or None
        with self._part.open("ab" if appended else "wb") as file:
            for block in response.iter_raw():
                file.write(block)
                received(min(file.tell(), size))
                if file.tell() > size:
                    break
                if self._stop.is_set():
                    raise Unavailable("The download was stopped.", code="download_stopped")
        if _size(self._part) > size:
            self._part.unlink()
            raise _MirrorFailed(_WRONG_BYTES)

    def _is_the_rest(self, response: httpx.Response) -> bool:
        if response.status_code == httpx.codes.OK:
            return False
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            raise _MirrorFailed(f"HTTP status {response.status_code}")
        if not response.headers.get("Content-Range", "").startswith(f"bytes {_size(self._part)}-"):
            raise _MirrorFailed("another part of the file than asked for")
        return True


def _describe(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke"


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
