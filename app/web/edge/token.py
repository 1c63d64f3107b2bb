"""The token that opens a server which others than its own machine can reach.

Programs send it with each request; a browser trades it once for a cookie that its scripts cannot read. The
server keeps its SHA-256 alone.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Self

from app.settings import TOKEN_DIGEST, Settings

SESSION_SECONDS = 30 * 24 * 3600
"""How long a browser stays signed in."""


@dataclass(frozen=True)
class Token:
    """The token by its digest."""

    digest: bytes

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The token of the settings, None where there is none."""
        if settings.token is None:
            return None
        text = settings.token.get_secret_value()
        is_digest = text.startswith(TOKEN_DIGEST)
        return cls(bytes.fromhex(text.removeprefix(TOKEN_DIGEST)) if is_digest else _digest(text))

    def matches(self, text: str) -> bool:
        """Whether `text` is the token."""
        return hmac.compare_digest(_digest(text), self.digest)

    def session(self) -> str:
        """What the cookie of a signed-in browser holds: when it ends, signed."""
        until = str(int(time.time()) + SESSION_SECONDS)
        return f"{until}.{self._signature(until)}"

    def knows(self, session: str) -> bool:
        """Whether a cookie is one of ours and still good."""
        until, _, signature = session.partition(".")
        signed = hmac.compare_digest(signature.encode(), self._signature(until).encode())
        return signed and int(until) > time.time()

    def _signature(self, until: str) -> str:
        return hmac.new(self.digest, b"session " + until.encode(), hashlib.sha256).hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
