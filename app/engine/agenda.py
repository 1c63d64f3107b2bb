"""What falls due between steps: evaluations and checkpoints."""

import time
from collections.abc import Iterator

from app.datasets.model import SplitName
from app.engine.evaluate import score
from app.engine.moments import moments
from app.engine.objective import objective
from app.engine.session import Session
from app.training.events import Evaluation, Saved, TrainEvent

SAMPLE = 512
"""Validation images of a quick estimate."""
ESTIMATE_SECONDS = 1.0
ESTIMATE_SHARE = 0.005
"""A quick estimate each second, but for at most this share of the time."""
CHECKPOINT_SECONDS = 15.0
SHORTEST_EPOCH = 3.0
"""Epochs shorter than this, in seconds, do not have a checkpoint each: waiting for the disk would cost per cents."""


class Agenda:
    """Tells when a block of steps must end, and what is to be told then."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.loss_each = objective(session.config.loss, reduce=False)
        self.sample = session.data("validation").sample(SAMPLE)
        self.next_estimate = time.perf_counter() + ESTIMATE_SECONDS
        self.saved_at, self.saved_step = time.perf_counter(), session.step
        self.moments = moments(session.first, session.steps, session.checkpoint_bytes)

    def rest(self, seconds: float) -> None:
        """Training stood still for so long: nothing has become more urgent."""
        self.next_estimate += seconds
        self.saved_at += seconds

    def must_stop(self) -> bool:
        """Whether something falls due at exactly this step."""
        return self._epoch_ends() or self._checkpoint_step() or self._evaluation_step()

    def due(self) -> Iterator[TrainEvent]:
        """Whatever is due now, evaluations before the checkpoint."""
        if self._epoch_ends():
            yield self.evaluation("validation")
            yield self.evaluation("test")
            self.next_estimate = time.perf_counter() + ESTIMATE_SECONDS
        elif self._evaluation_step():
            yield self.evaluation("validation")
        elif self._estimate_due():
            yield self._estimate()
        if self._checkpoint_due():
            lasting = self._lasting()
            if lasting:
                self.saved_at = time.perf_counter()
            self.saved_step = self.session.step
            yield Saved(step=self.session.step, epoch=self.session.epoch, lasting=lasting)

    def evaluation(self, split: SplitName, sample: bool = False) -> Evaluation:
        """Loss and accuracy over a whole split, or over the sample of the quick estimates."""
        session = self.session
        data = self.sample if sample else session.data(split)
        result = score(session.scored, data, session.normalise, session.recipe, self.loss_each)
        return Evaluation(
            step=session.step,
            epoch=session.epoch,
            split="test" if split == "test" else "validation",
            loss=result.loss if result.is_finite else None,
            accuracy=result.accuracy,
            images=result.images,
        )

    def _estimate(self) -> Evaluation:
        start = time.perf_counter()
        event = self.evaluation("validation", sample=True)
        now = time.perf_counter()
        self.next_estimate = now + max(ESTIMATE_SECONDS, (now - start) / ESTIMATE_SHARE)
        return event

    def _estimate_due(self) -> bool:
        auto = self.session.config.evaluate_every == "auto"
        return auto and time.perf_counter() >= self.next_estimate

    def _evaluation_step(self) -> bool:
        every = self.session.config.evaluate_every
        return every != "auto" and self.session.step % every == 0

    def _epoch_ends(self) -> bool:
        return self.session.step % self.session.steps_per_epoch == 0

    def _checkpoint_step(self) -> bool:
        step, every = self.session.step, self.session.config.checkpoint_every
        return step in self.moments if every == "auto" else step % every == 0

    def _checkpoint_due(self) -> bool:
        if self.session.step == self.saved_step:
            return False
        return self._checkpoint_step() or self._lasting()

    def _lasting(self) -> bool:
        """Whether the run is to go on from this checkpoint whatever happens to the machine."""
        if self.session.step == self.session.steps:
            return True
        if self.session.config.checkpoint_every != "auto":
            return self._checkpoint_step()
        since = time.perf_counter() - self.saved_at
        return since >= CHECKPOINT_SECONDS or (self._epoch_ends() and since >= SHORTEST_EPOCH)
