"""One viewer of a run: its event log from a place on, then live, and frames."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.errors import NotFound
from app.protocol import decode_header
from app.runs.hub import Hub, View, Viewer
from app.runs.store import Event, Store

PAGE = 200
"""Events read from the store at once."""
LOOK_SECONDS = 2.0
"""How often to look into the store: another server may be driving the run."""
UNACKED = 2
"""Frames that may be on their way."""
ACK_SECONDS = 2.0
"""A frame that is not acknowledged for so long is given up."""


class TooSlow(Exception):
    """The viewer does not keep up: close its socket with 4408."""


class Watch:
    """Iterate for events (dicts) and frames (bytes); use as an async context manager.

    Memory is bounded: events wait in the log, and of the frames only the newest of each kind is kept. A viewer
    that has not caught up for `patience` seconds is too slow.
    """

    def __init__(self, store: Store, hub: Hub, run: str, after: int, patience: float) -> None:
        self._store, self._hub, self._run = store, hub, run
        self._seq, self._patience = after, patience
        self._viewer = Viewer()
        self._unacked: deque[tuple[int, float]] = deque()
        self._behind_since: float | None = None
        self._probe: NDArray[np.uint8] | None = None
        self._number: int | None = None
        self._target: int | None = None

    async def __aenter__(self) -> Self:
        """Raises NotFound."""
        self._start = (await self._store.row(self._run)).next_seq
        self._feed = self._hub.join(self._run, self._viewer)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hub.part(self._run, self._viewer)

    # What the viewer asks for.

    def subscribe(self, layers: Sequence[str], what: Sequence[str], max_fps: float = 10.0) -> None:
        """Send frames of these layers; none stops them."""
        self._viewer.max_fps = max_fps
        self._look_at(View(tuple(layers), tuple(what), self._probe, self._number, self._target))

    def probe(
        self, pixels: NDArray[np.uint8] | None, number: int | None = None, target: int | None = None
    ) -> None:
        """Pin an image, uint8 [C, H, W] in the network's input size; None goes back to a test image.

        Frames that answer to it carry `number`; gradients are of the loss against the class `target`.
        """
        self._probe, self._number, self._target = pixels, number, target
        if self._viewer.view:
            self._look_at(replace(self._viewer.view, probe=pixels, number=number, target=target))

    def ack(self, frame: int) -> None:
        """This frame and those before it are drawn."""
        while self._unacked and self._unacked[0][0] <= frame:
            self._unacked.popleft()
        self._ask()

    def _look_at(self, view: View) -> None:
        old, self._viewer.view = self._viewer.view, None
        self._viewer.frames.clear()
        if old:
            self._feed.leave(old)
        if view.layers and view.what:
            self._viewer.view = view
            self._feed.show(view)

    def _ask(self) -> None:
        """Ask for the next frame if this viewer can take one."""
        now = time.monotonic()
        while self._unacked and now - self._unacked[0][1] > ACK_SECONDS:
            self._unacked.popleft()
        if self._viewer.view and not self._viewer.frames and len(self._unacked) < UNACKED:
            self._feed.want(self._viewer.view)

    # What it gets.

    async def __aiter__(self) -> AsyncIterator[Event | bytes]:
        """Raises TooSlow, and NotFound once the run is deleted."""
        while True:
            self._viewer.wake.clear()
            events, frames = await self._events(), self._frames()
            for event in events:
                self._seq = event["seq"]
                yield event
                self._check_pace()
            for frame in frames:
                yield frame
            self._ask()
            if not events and not frames:
                await self._idle()

    async def _events(self) -> list[Event]:
        if self._feed.deleted:
            raise NotFound("The run is deleted.")
        known = self._feed.after(self._seq)
        return await self._store.events(self._run, self._seq, PAGE) if known is None else known

    def _frames(self) -> list[bytes]:
        frames = list(self._viewer.frames.values())
        self._viewer.frames.clear()
        for frame in frames:
            self._unacked.append((decode_header(frame)[0]["frame"], time.monotonic()))
        return frames

    async def _idle(self) -> None:
        """Wait for news; now and then look whether another server has added some."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._viewer.wake.wait()
        now = time.monotonic()
        if self._feed.send is None and now - self._feed.looked_at > LOOK_SECONDS:
            self._feed.looked_at = now
            self._feed.publish(await self._store.events(self._run, max(self._seq, self._feed.newest), PAGE))

    def _check_pace(self) -> None:
        """Raise TooSlow for a viewer that stays behind what it could have had for too long."""
        if self._seq < self._start or self._feed.newest <= self._seq:
            self._behind_since = None
            return
        self._behind_since = self._behind_since or time.monotonic()
        if time.monotonic() - self._behind_since > self._patience:
            raise TooSlow
