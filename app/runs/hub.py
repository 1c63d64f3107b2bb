"""Between drivers and viewers: committed events and frames of the runs that somebody watches.

Events are shared: viewers read them from one short memory, or from the store where they are further behind.
Frames are asked for: a worker renders one only when a viewer is ready for it, so nothing piles up anywhere.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.protocol import Tensor, decode_header, encode_frame
from app.runs.store import Event

MEMORY = 256
"""Events kept in memory of a run that is watched."""

Send = Callable[[dict[str, Any] | bytes], Awaitable[None]]
"""To the worker of a run."""


@dataclass(frozen=True)
class View:
    """What to render; viewers who want the same share it."""

    layers: tuple[str, ...]
    what: tuple[str, ...]
    probe: NDArray[np.uint8] | None = field(default=None, compare=False)
    """A pinned image, uint8 [C, H, W]; None is a test image."""
    number: int | None = None
    """The viewer's own number of the image."""
    target: int | None = None
    """The class that the image is of."""

    @property
    def key(self) -> str:
        """Its name towards the worker."""
        digest = hashlib.sha256(repr((self.layers, self.what, self.number, self.target)).encode())
        if self.probe is not None:
            digest.update(repr(self.probe.shape).encode() + self.probe.tobytes())
        return digest.hexdigest()[:16]

    def message(self, max_fps: float) -> bytes:
        """For the channel."""
        about: dict[str, Any] = {"view": self.key, "layers": self.layers, "what": self.what}
        about |= {"probe": self.number, "target": self.target}
        pinned = [] if self.probe is None else [Tensor("input", self.probe)]
        return encode_frame({"type": "view", **about, "max_fps": max_fps}, pinned)


class Viewer:
    """What the hub knows of one viewer."""

    def __init__(self) -> None:
        self.view: View | None = None
        self.max_fps = 10.0
        self.frames: dict[str, bytes] = {}
        """The newest unsent frame of each kind."""
        self.wake = asyncio.Event()


class Feed:
    """One run's viewers."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.recent: deque[Event] = deque(maxlen=MEMORY)
        self.send: Send | None = None
        """To the worker, where this server drives the run."""
        self.looked_at = 0.0
        """When the store was last asked for what another server may have added."""
        self.deleted = False
        self._asked: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def publish(self, events: list[Event]) -> None:
        """Show committed events."""
        events = [event for event in events if event["seq"] > self.newest]
        if events and events[0]["seq"] != self.newest + 1:
            self.recent.clear()
        self.recent.extend(events)
        self.wake()

    @property
    def newest(self) -> int:
        """The newest event in memory, −1 where there is none."""
        return int(self.recent[-1]["seq"]) if self.recent else -1

    def wake(self) -> None:
        """Let the viewers look again."""
        for viewer in self.viewers:
            viewer.wake.set()

    def after(self, seq: int) -> list[Event] | None:
        """Events after `seq` as far as they are in memory; None where the store must be asked."""
        if not self.recent or seq + 1 < self.recent[0]["seq"]:
            return None
        return [event for event in self.recent if event["seq"] > seq]

    def frame(self, frame: bytes) -> None:
        """Hand a frame to those who wait for it."""
        header, _ = decode_header(frame)
        self._asked.discard(header["view"])
        for viewer in self._of(header["view"]):
            viewer.frames[header["what"]] = frame
            viewer.wake.set()

    def attach(self, send: Send) -> None:
        """A worker begins: tell it the views."""
        self.send = send
        self._asked.clear()
        for view in {viewer.view.key: viewer.view for viewer in self.viewers if viewer.view}.values():
            self.show(view)

    def detach(self) -> None:
        """The worker is gone."""
        self.send = None

    def show(self, view: View) -> None:
        """Tell the worker of a view, and that its first frame is wanted."""
        fps = max((viewer.max_fps for viewer in self._of(view.key)), default=10.0)
        self._post(view.message(fps))
        self.want(view)

    def want(self, view: View) -> None:
        """Ask for the next frame of a view, once."""
        if self.send is not None and view.key not in self._asked:
            self._asked.add(view.key)
            self._post({"type": "want", "view": view.key})

    def leave(self, view: View) -> None:
        """Nobody more for a view: tell the worker."""
        if not self._of(view.key):
            self._asked.discard(view.key)
            self._post({"type": "unview", "view": view.key})

    def _of(self, key: str) -> list[Viewer]:
        return [viewer for viewer in self.viewers if viewer.view and viewer.view.key == key]

    def _post(self, message: dict[str, Any] | bytes) -> None:
        if self.send is not None:
            task = asyncio.ensure_future(self.send(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


class Hub:
    """The feeds of all runs that are watched."""

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}
        self._workers: dict[str, Send] = {}

    def join(self, run: str, viewer: Viewer) -> Feed:
        """A viewer comes."""
        feed = self._feeds.get(run)
        if feed is None:
            feed = self._feeds[run] = Feed()
            feed.send = self._workers.get(run)
        feed.viewers.add(viewer)
        return feed

    def part(self, run: str, viewer: Viewer) -> None:
        """A viewer goes."""
        feed = self._feeds[run]
        feed.viewers.discard(viewer)
        if viewer.view:
            feed.leave(viewer.view)
        if not feed.viewers:
            del self._feeds[run]

    def publish(self, run: str, events: list[Event]) -> None:
        """Show committed events to whoever watches."""
        if run in self._feeds:
            self._feeds[run].publish(events)

    def frame(self, run: str, frame: bytes) -> None:
        """Show a frame to whoever waits for it."""
        if run in self._feeds:
            self._feeds[run].frame(frame)

    def attach(self, run: str, send: Send) -> None:
        """A run has a worker."""
        self._workers[run] = send
        if run in self._feeds:
            self._feeds[run].attach(send)

    def detach(self, run: str) -> None:
        """A run has none any more."""
        self._workers.pop(run, None)
        if run in self._feeds:
            self._feeds[run].detach()

    def deleted(self, run: str) -> None:
        """A run is gone."""
        if run in self._feeds:
            self._feeds[run].deleted = True
            self._feeds[run].wake()
