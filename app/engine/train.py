"""The training loop, a flat generator of events.

Pause = do not advance it; step = advance it with `live.single`; cancel = close it. Losses stay on the
device and are read in blocks of at most `live.block_seconds`; whenever an event is given, every step taken so
far has been told, and its loss was finite.
"""

import time
from collections.abc import Iterator

from app.engine.agenda import Agenda
from app.engine.block import Block
from app.engine.diverged import diverged
from app.engine.session import Session
from app.training.controls import LiveControls
from app.training.events import Finished, Saved, TrainEvent


def train(session: Session, live: LiveControls) -> Iterator[TrainEvent]:
    """Train from where the session stands to its last step."""
    yield session.resolved
    if session.step == 0:
        yield Saved(step=0, epoch=0.0)

    agenda, block = Agenda(session), Block(session)
    while session.step < session.steps:
        next_start = time.perf_counter() + (1 / live.pace if live.pace else 0.0)
        block.add(session.advance(live.lr))

        if block.is_due(live, next_start) or agenda.must_stop():
            metrics = block.read()
            yield metrics
            if not metrics.finite[-1]:
                yield diverged(session, metrics.step[-1])
                return
            for event in agenda.due():
                if isinstance(event, Saved) and not session.is_finite():
                    yield diverged(session, session.step)
                    return
                yield event
            block = Block(session)

        if (idle := next_start - time.perf_counter()) > 0:
            live.wait(idle)
            block.idle += idle
    yield Finished(step=session.step)
