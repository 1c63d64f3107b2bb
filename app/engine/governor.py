"""How many threads to compute with, decided by timing while training goes on.

Two threads beat one on a quiet machine and lose fivefold to it beside a busy neighbour (threads that wait
for a descheduled one spin), so no fixed number is right for long. The governor begins with one, which is never
very wrong (beside a busy neighbour the first steps on two would take seconds), tries one thread fewer or
more over a few steps now and then, and keeps what is faster.
"""

from dataclasses import dataclass, field

import torch

WINDOW_STEPS, WINDOW_SECONDS = 6, 0.1
"""A speed is the mean over at least so many steps and so much time: stalls beside a neighbour come in bursts."""
HOPELESS = {1: 20.0, 2: 5.0, 4: 1.5}
"""After so many steps a trial ends early where they took this many times as long as usual."""
WORTH = 20.0
"""After a trial that lost time, so many times that time passes before the next: trials cost a few per cent at most."""
MARGIN = 0.97
"""A rival must need less than this share of the time to be taken."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0
"""Seconds between trials: doubled while nothing changes, back to the first when something does."""
ALARM = 1.6
"""A window this many times slower than usual calls for a trial at once."""


@dataclass
class Governor:
    """Feed it the seconds of every step; it sets torch's threads between steps.

    `limit` is the most threads that may be used; with `fixed`, that number stays.
    """

    limit: int
    fixed: bool = False
    threads: int = 0
    _usual: float | None = None
    _rival: int | None = None
    _window: list[float] = field(default_factory=list)
    _pause: float = FIRST_PAUSE
    _until_trial: float = 0.0
    _upwards: bool = False

    def __post_init__(self) -> None:
        self.threads = self.threads or (self.limit if self.fixed else 1)
        self.apply()

    def apply(self) -> None:
        """Set torch to the threads of the next step; needed where another session has set it since."""
        torch.set_num_threads(self._rival or self.threads)

    def record(self, seconds: float) -> None:
        """Take the duration of one step; may change the number of threads for the next."""
        if self.fixed or self.limit == 1:
            return
        self._until_trial -= seconds
        self._window.append(seconds)
        if self._rival is None and self._is_full():
            self._watch()
        elif self._rival is not None and (self._is_full() or self._is_hopeless()):
            self._judge()

    def _is_full(self) -> bool:
        return len(self._window) >= WINDOW_STEPS and sum(self._window) >= WINDOW_SECONDS

    def _is_hopeless(self) -> bool:
        times = HOPELESS.get(len(self._window))
        return times is not None and self._mean() > times * (self._usual or 0.0)

    def _mean(self) -> float:
        """Seconds of a step; the first of several does not count, for it may have started threads."""
        counted = self._window[1:] or self._window
        return sum(counted) / len(counted)

    def _watch(self) -> None:
        """Compare the last window with the usual speed; start a trial when one is due."""
        now = self._mean()
        slow = self._usual is not None and now > ALARM * self._usual
        self._usual = now
        self._window.clear()
        if slow or self._until_trial <= 0:
            self._start_trial()

    def _start_trial(self) -> None:
        self._upwards = not self._upwards
        steps = (1, -1) if self._upwards else (-1, 1)
        self._rival = next(self.threads + step for step in steps if 1 <= self.threads + step <= self.limit)
        self.apply()

    def _judge(self) -> None:
        """End the trial: keep the rival where it was clearly faster."""
        assert self._rival is not None
        assert self._usual is not None
        speed, lost = self._mean(), sum(self._window) - len(self._window) * self._usual
        won = speed < MARGIN * self._usual
        if won:
            self.threads, self._usual = self._rival, speed
        self._pause = FIRST_PAUSE if won else min(2 * self._pause, LONGEST_PAUSE)
        self._until_trial = max(self._pause, WORTH * lost)
        self._rival = None
        self._window.clear()
        self.apply()
