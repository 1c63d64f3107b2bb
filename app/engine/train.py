"""The training loop, a flat generator of events.

Pause = do not advance it, or set `live.hold_at`; step = advance it with `live.single`, or set `live.hold_at`
to the step to reach; cancel = close it. Losses stay on the device and are read in blocks of at most
`live.block_seconds`; whenever an event is given, every step taken so far has been told, and its loss was
finite.
"""

import time
from collections.abc import Generator, Iterator

from app.engine.agenda import Agenda
from app.engine.block import Block
from app.engine.diverged import diverged
from app.engine.session import Session
from app.training.controls import LiveControls
from app.training.events import Finished, Held, Saved, TrainEvent


def train(session: Session, live: LiveControls) -> Iterator[TrainEvent]:
    """Train from where the session stands to its last step."""
    yield session.resolved
    if session.step == 0:
        yield Saved(step=0, epoch=0.0)

    agenda, block = Agenda(session), Block(session, at_once=True)  # whoever has clicked waits for it
    while session.step < session.steps:
        held = live.hold_at is not None and session.step >= live.hold_at
        next_start = time.perf_counter() + (1 / live.pace if live.pace else 0.0)
        if not held:
            block.add(session.advance(live.lr))

        if block.steps and (held or block.is_due(live, next_start) or agenda.must_stop()):
            if not (yield from _told(session, agenda, block)):
                return
            block = Block(session)

        if held:
            since = time.perf_counter()
            yield Held(step=session.step)
            agenda.rest(time.perf_counter() - since)
            block = Block(session, at_once=True)
        elif (idle := next_start - time.perf_counter()) > 0:
            live.wait(idle)
            block.idle += idle
    yield Finished(step=session.step)


def _told(session: Session, agenda: Agenda, block: Block) -> Generator[TrainEvent, None, bool]:
    """Tell a block and what falls due after it; gives whether all is finite, so that training may go on."""
    metrics = block.read()
    yield metrics
    if not metrics.finite[-1]:
        yield diverged(session, metrics.step[-1])
        return False
    for event in agenda.due():
        if isinstance(event, Saved) and not session.is_finite():
            yield diverged(session, session.step)
            return False
        yield event
    return True
