"""What viewers look at: frames rendered between steps, only those that are wanted, at most so many a second."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.processes import Channel
from app.protocol import decode_frame, encode_frame
from app.protocol.run_client import What

if TYPE_CHECKING:
    from app.engine.frames import Frames
    from app.engine.session import Session

SELDOM: frozenset[What] = frozenset({"statistics", "gradients"})
"""What costs more than a forward pass of one image."""
SELDOM_PAUSE = 0.5
"""Least time between two of those, in seconds."""
SELDOM_SHARE = 0.05
"""They take at most this share of the time by themselves, and do not hold up the rest."""
SHARE = 0.08
"""Rendering the rest takes at most this share of the time, however many look."""


@dataclass
class View:
    """A picture that somebody looks at."""

    layers: list[str]
    what: list[What]
    image: NDArray[np.uint8]  # (C, H, W)
    pause: float
    """Least time between two frames, in seconds."""
    probe: int | None = None
    """The viewer's number of the image."""
    target: int | None = None
    """The class that the image is of, where the viewer knows."""
    wanted: bool = False
    shown: int = -1
    """Step of the last frame."""
    next_at: float = 0.0
    seldom_at: float = 0.0
    owed: bool = False
    """What comes seldom was too soon at the last frame's step: it is still to come."""


class Views:
    """Obeys the messages about views, and serves what is wanted when asked to."""

    def __init__(self, channel: Channel, session: "Session", run: str) -> None:
        self._channel, self._session, self._run = channel, session, run
        self._views: dict[str, View] = {}
        self._frames: Frames | None = None
        self._count = 0

    @property
    def pause(self) -> float | None:
        """The shortest time between frames that somebody waits for; None where nobody does."""
        return min((view.pause for view in self._views.values() if view.wanted), default=None)

    def show(self, message: bytes) -> None:
        """A new view, or the same at another rate."""
        header, tensors = decode_frame(message)
        image = (
            tensors["input"].data if "input" in tensors else self._session.dataset.splits["test"].images[0]
        )
        known = self._views.get(header["view"])
        pause = 1 / header["max_fps"]
        view = View(
            header["layers"], header["what"], np.array(image), pause, header["probe"], header["target"]
        )
        asked_before = known is not None and not SELDOM.isdisjoint(known.what)
        view.owed = not SELDOM.isdisjoint(view.what) and not asked_before
        if known:
            view.wanted, view.shown, view.seldom_at = known.wanted, known.shown, known.seldom_at
        self._views[header["view"]] = view

    def want(self, message: Mapping[str, Any]) -> None:
        """The next frame of a view is wanted."""
        if message["view"] in self._views:
            self._views[message["view"]].wanted = True

    def drop(self, message: Mapping[str, Any]) -> None:
        """Nobody looks any more."""
        self._views.pop(message["view"], None)

    def serve(self) -> None:
        """Render what is wanted, new and due."""
        now = time.monotonic()
        for key, view in self._views.items():
            if self._awaited(view) and now >= self._due(view):
                self._render(key, view)

    def next_at(self) -> float | None:
        """When the next frame is due if no step is taken; None where there is nothing new to show."""
        return min((self._due(view) for view in self._views.values() if self._awaited(view)), default=None)

    def _awaited(self, view: View) -> bool:
        return view.wanted and (view.shown != self._session.step or view.owed)

    def _due(self, view: View) -> float:
        if view.shown != self._session.step and not SELDOM.issuperset(view.what):
            return view.next_at
        return max(view.next_at, view.seldom_at)

    def _what(self, view: View, now: float) -> list[What]:
        """What of a view is due: some comes seldom, the rest with every step that is shown."""
        late, new = now >= view.seldom_at, view.shown != self._session.step
        return [what for what in view.what if (late if what in SELDOM else new)]

    def _render(self, key: str, view: View) -> None:
        start = time.monotonic()
        due = self._what(view, start)
        often = self._send(key, view, [what for what in due if what not in SELDOM])
        seldom = self._send(key, view, [what for what in due if what in SELDOM])
        view.owed = not SELDOM.isdisjoint(view.what) and SELDOM.isdisjoint(due)
        if not SELDOM.isdisjoint(due):
            view.seldom_at = start + max(SELDOM_PAUSE, seldom / SELDOM_SHARE)
        view.wanted, view.shown = False, self._session.step
        view.next_at = start + seldom + max(view.pause, often / SHARE)

    def _send(self, key: str, view: View, kinds: list[What]) -> float:
        """Send these; gives the seconds that it took."""
        start = time.monotonic()
        for what in kinds:
            self._channel.send(self._frame(key, what, view))
        return time.monotonic() - start

    def _frame(self, key: str, what: What, view: View) -> bytes:
        if self._frames is None:
            from app.engine.frames import Frames

            self._frames = Frames(self._session)
        picture = self._frames.render(what, view.layers, view.image, view.target)
        self._count += 1
        header: dict[str, Any] = {
            "type": "frame",
            "run": self._run,
            "step": self._session.step,
            "what": what,
            "frame": self._count,
            "view": key,
            "probe": view.probe,
        }
        if picture.probabilities is not None:
            header["probabilities"] = picture.probabilities
        if picture.target is not None:
            header["target"] = picture.target
        if picture.statistics is not None:
            header["statistics"] = picture.statistics.model_dump(mode="json")
        return encode_frame(header, picture.tensors)
