"""What one client has asked for and nobody has answered yet: in order, but of drawings only the newest."""

import asyncio

from app.protocol import Infer, LiveClientMessage

MAX_MESSAGES = 64


class MailboxFull(Exception):
    """The client asks faster than it is answered."""


class Mailbox:
    """A queue in which an `infer` takes the place of an earlier one that has not been started."""

    def __init__(self) -> None:
        self._messages: list[LiveClientMessage] = []
        self._arrived = asyncio.Event()

    def put(self, message: LiveClientMessage) -> None:
        """Add a message; raises `MailboxFull`."""
        place = self._place_of_infer() if isinstance(message, Infer) else None
        if place is not None:
            self._messages[place] = message
        elif len(self._messages) >= MAX_MESSAGES:
            raise MailboxFull
        else:
            self._messages.append(message)
        self._arrived.set()

    async def get(self) -> LiveClientMessage:
        """The oldest message; waits for one."""
        while not self._messages:
            self._arrived.clear()
            await self._arrived.wait()
        return self._messages.pop(0)

    def has_newer_drawing(self) -> bool:
        """Whether another `infer` waits, so that the one in hand need not be started."""
        return self._place_of_infer() is not None

    def _place_of_infer(self) -> int | None:
        return next((i for i, message in enumerate(self._messages) if isinstance(message, Infer)), None)
