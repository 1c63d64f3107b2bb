"""The life of a run as a table: which action leads from which state to which.

queued → running ⇄ paused → finished | failed | cancelled
"""

from typing import Literal

from app.errors import Conflict
from app.protocol.run_server import RunState

Action = Literal["start", "pause", "resume", "requeue", "finish", "fail", "cancel"]

TERMINAL: frozenset[RunState] = frozenset({"finished", "failed", "cancelled"})
"""States that a run never leaves."""

TRANSITIONS: dict[Action, dict[RunState, RunState]] = {
    "start": {"queued": "running"},
    "pause": {"queued": "paused", "running": "paused"},
    "resume": {"paused": "queued"},
    # Its server is gone: another one takes it up.
    "requeue": {"running": "queued"},
    "finish": {"running": "finished"},
    "fail": {"queued": "failed", "running": "failed", "paused": "failed"},
    "cancel": {"queued": "cancelled", "running": "cancelled", "paused": "cancelled"},
}


def after(state: RunState, action: Action) -> RunState:
    """The state after `action`. Raises Conflict where the table has no entry."""
    target = TRANSITIONS[action].get(state)
    if target is None:
        raise Conflict(f"A run that is {state} cannot {action}.", code="wrong_state")
    return target
