"""Transactions on runs: every change of a run and the events that tell of it are committed together."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFound
from app.runs.states import Action, after
from app.runs.store.database import Database
from app.runs.store.tables import CheckpointRow, EventRow, RunRow

Event = dict[str, Any]
"""An entry of a run's log: `{seq, type, …}`, see `app.protocol.run_server`."""


class ClaimLost(Exception):
    """Another server has taken the run over, or it was cancelled or deleted: stop, and write nothing."""


@dataclass(frozen=True)
class Claim:
    """The right to drive a run: void as soon as the row carries another fence."""

    run: str
    owner: str
    fence: int


@dataclass
class Editing:
    """One transaction on one run: change `row`, `tell` what happened; both or neither are kept."""

    session: AsyncSession
    row: RunRow
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: str, **content: Any) -> None:
        """Append an event to the run's log."""
        event = {"seq": self.row.next_seq, "type": kind, "attempt": self.row.attempt, **content}
        self.row.next_seq += 1
        self.events.append(event)
        body = json.dumps(event, allow_nan=False, separators=(",", ":"))
        self.session.add(EventRow(run=self.row.number, seq=event["seq"], body=body))

    def move(self, action: Action, **content: Any) -> None:
        """Change the state and tell. Raises Conflict where the state does not allow it."""
        self.row.state = after(self.row.state, action)
        self.tell("state", state=self.row.state, **content)

    def release(self) -> None:
        """Nobody drives the run any more; whoever still thinks so can write nothing."""
        self.row.owner = None
        self.row.fence += 1

    async def checkpoints(self) -> Sequence[CheckpointRow]:
        """Those of the run, ascending by step."""
        return (await self.session.scalars(_checkpoints(self.row))).all()


Listener = Callable[[str, list[Event]], None]


class Store:
    """Runs, their logs and checkpoints."""

    def __init__(self, database: Database, committed: Listener) -> None:
        """`committed(run, events)` is called after each commit, with consecutive events."""
        self.database = database
        self._committed = committed

    async def insert(self, row: RunRow) -> RunRow:
        """Add a run, with its state as the first event."""
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()
            editing = Editing(session, row)
            editing.tell("state", state=row.state)
            await self._commit(editing)
        return row

    @asynccontextmanager
    async def edit(self, run: str, claim: Claim | None = None) -> AsyncIterator[Editing]:
        """Change a run and append to its log in one transaction, then show the events.

        Nothing is kept where the body raises. Raises NotFound; with a `claim`, ClaimLost where it is void.
        """
        async with self.database.writing() as session:
            row = await session.scalar(select(RunRow).where(RunRow.id == run).with_for_update())
            if claim is not None and (row is None or (row.owner, row.fence) != (claim.owner, claim.fence)):
                raise ClaimLost(run)
            editing = Editing(session, found(row))
            yield editing
            await self._commit(editing)

    async def _commit(self, editing: Editing) -> None:
        await editing.session.commit()
        if editing.events:
            self._committed(editing.row.id, editing.events)

    async def delete(self, run: str) -> None:
        """Remove a run with its log and its checkpoints' rows."""
        async with self.database.writing() as session:
            await session.execute(delete(RunRow).where(RunRow.id == run))
            await session.commit()

    async def row(self, run: str) -> RunRow:
        """One run. Raises NotFound."""
        async with self.database.reading() as session:
            return found(await session.scalar(select(RunRow).where(RunRow.id == run)))

    async def rows(self, limit: int, before: str | None = None) -> Sequence[RunRow]:
        """The newest runs, or those that are older than `before`."""
        query = select(RunRow).order_by(RunRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(RunRow.number < (await self.row(before)).number)
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def events(self, run: str, after: int, limit: int) -> list[Event]:
        """The log after `after`, at most `limit` entries. Raises NotFound."""
        async with self.database.reading() as session:
            row = found(await session.scalar(select(RunRow).where(RunRow.id == run)))
            query = select(EventRow.body).where(EventRow.run == row.number, EventRow.seq > after)
            bodies = await session.scalars(query.order_by(EventRow.seq).limit(limit))
            return [json.loads(body) for body in bodies]

    async def checkpoints(self, run: str) -> Sequence[CheckpointRow]:
        """Checkpoints of a run, ascending by step. Raises NotFound."""
        async with self.database.reading() as session:
            row = found(await session.scalar(select(RunRow).where(RunRow.id == run)))
            return (await session.scalars(_checkpoints(row))).all()


def found(row: RunRow | None) -> RunRow:
    """The row, or NotFound."""
    if row is None:
        raise NotFound("There is no such run.")
    return row


def _checkpoints(row: RunRow) -> Select[CheckpointRow]:
    return select(CheckpointRow).where(CheckpointRow.run == row.number).order_by(CheckpointRow.step)
