"""The life of a run as a table."""

from typing import get_args

import pytest

from app.errors import Conflict
from app.protocol.run_server import RunState
from app.runs.states import TERMINAL, TRANSITIONS, after

STATES: tuple[RunState, ...] = get_args(RunState)


def test_nothing_leads_out_of_a_terminal_state() -> None:
    for action in TRANSITIONS:
        for state in TERMINAL:
            with pytest.raises(Conflict):
                after(state, action)


def test_every_state_can_be_reached_and_every_other_left() -> None:
    assert {target for table in TRANSITIONS.values() for target in table.values()} == set(STATES)
    assert {source for table in TRANSITIONS.values() for source in table} == set(STATES) - TERMINAL


def test_cancel_leads_out_of_every_state_that_is_not_terminal() -> None:
    assert set(TRANSITIONS["cancel"]) == set(STATES) - TERMINAL
