"""What may change while a run goes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class LiveControls:
    """Read by the training loop before every step; the consumer changes it between, or from a thread."""

    lr: float | None = None
    """Peak learning rate in place of the settings' own; None keeps it."""
    pace: float | None = None
    """At most so many steps a second; None is full speed."""
    block_seconds: float = 0.1
    """Metrics are read from the device and sent in blocks of at most this length."""
    single: bool = False
    """Blocks of one step: for a paused run that is stepped by hand."""
    hold_at: int | None = None
    """Take no step beyond this one (0: none at all) and tell `Held` instead, until this changes."""
    wait: Callable[[float], object] = time.sleep
    """How to wait out the pace, in seconds; an `Event.wait` makes the wait end early."""
