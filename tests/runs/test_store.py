"""The store: migrations, transactions with their events, and claims that can be lost."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import StatementError

from app.errors import Conflict, NotFound
from app.runs.store import Claim, ClaimLost, Database, Event, RunRow, Store, StoreTooNew
from app.runs.store.database import HEAD, _config, migrate
from app.runs.store.tables import Base, now


def row(**changes: Any) -> RunRow:
    """A run, as it is made."""
    about = {"id": "r1", "name": "", "state": "queued", "network": {}, "dataset": "d", "training": {}}
    return RunRow(
        **{
            **about,
            "created_at": now(),
            "queued_at": now(),
            "steps": 9,
            "epochs": 1,
            "next_seq": 0,
            "attempt": 0,
            "fence": 0,
            **changes,
        }
    )


class Shown:
    """Takes what is shown after a commit."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, run: str, events: list[Event]) -> None:
        self.events += events


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest_asyncio.fixture
async def store(tmp_path: Path, shown: Shown) -> AsyncIterator[Store]:
    database = Database(tmp_path / "playground.db")
    await database.open()
    yield Store(database, shown)
    await database.close()


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    migrate(tmp_path / "a.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_head_that_the_code_knows() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == HEAD


def revise(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    migrate(path)
    revise(path, "9999")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew):
        migrate(path)
    assert path.read_bytes() == before


def schema(path: Path, revision: str) -> None:
    """A store as an older version left it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_an_older_store_is_backed_up_and_then_migrated(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    schema(path, "0001")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO servers VALUES ('kept', '2026-01-01 00:00:00')")
    migrate(path)
    with closing(sqlite3.connect(tmp_path / "a.0001.backup.db")) as copy:
        assert copy.execute("SELECT id FROM servers").fetchall() == [("kept",)]
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT id FROM servers").fetchall() == [("kept",)]
        assert store.execute("SELECT count(*) FROM networks").fetchone() == (0,)


def test_runs_from_before_there_were_notes_have_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    schema(path, "0003")
    old = {"number": 7, "id": "old", "name": "kept", "state": "finished", "created_at": "2026-01-01 00:00:00"}
    old |= {"network": "{}", "dataset": "d", "training": "{}", "next_seq": 1, "attempt": 1, "losses": 0}
    old |= {"clean": 1, "seconds": 1.5, "step": 9, "steps": 9, "epoch": 1.0, "epochs": 1, "fence": 2}
    old |= {"queued_at": "2026-01-01 00:00:00", "test_accuracy": 0.97}
    with closing(sqlite3.connect(path)) as connection, connection:
        names, places = ", ".join(old), ", ".join(f":{name}" for name in old)
        connection.execute(f"INSERT INTO runs ({names}) VALUES ({places})", old)
        connection.execute("INSERT INTO events VALUES (7, 0, '{}')")
    migrate(path)
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT id, test_accuracy, note FROM runs").fetchall() == [("old", 0.97, "")]
        assert store.execute("SELECT run, seq FROM events").fetchall() == [(7, 0)]


async def test_a_note_is_kept_with_its_run(store: Store, tmp_path: Path) -> None:
    await store.insert(row())
    async with store.edit("r1") as editing:
        editing.row.note = "Скорость выше:\nлучше"
    again = Database(tmp_path / "playground.db")
    await again.open()
    assert (await Store(again, Shown()).row("r1")).note == "Скорость выше:\nлучше"
    await again.close()


async def test_events_are_numbered_and_shown_after_the_commit(store: Store, shown: Shown) -> None:
    await store.insert(row())
    async with store.edit("r1") as editing:
        editing.move("start", from_step=0)
        editing.tell("checkpoint", step=0)
        assert len(shown.events) == 1
    assert shown.events == await store.events("r1", -1, 100)
    assert [(event["seq"], event["type"]) for event in shown.events] == [
        (0, "state"),
        (1, "state"),
        (2, "checkpoint"),
    ]
    assert await store.events("r1", 0, 1) == shown.events[1:2]


async def test_nothing_is_kept_or_shown_of_a_transaction_that_fails(store: Store, shown: Shown) -> None:
    await store.insert(row())
    with pytest.raises(Conflict):
        await start_twice(store)
    assert ((await store.row("r1")).state, (await store.row("r1")).step) == ("queued", 0)
    assert len(await store.events("r1", -1, 100)) == len(shown.events) == 1


async def start_twice(store: Store) -> None:
    async with store.edit("r1") as editing:
        editing.move("start")
        editing.row.step = 5
        editing.move("start")


async def test_a_number_that_is_not_finite_does_not_get_into_the_log(store: Store) -> None:
    await store.insert(row())
    with pytest.raises(ValueError, match="JSON compliant"):
        async with store.edit("r1") as editing:
            editing.tell("metrics", train_loss=[float("nan")])


async def test_a_claim_is_void_once_the_run_is_released(store: Store) -> None:
    await store.insert(row(owner="a", fence=1))
    claim = Claim("r1", "a", 1)
    async with store.edit("r1", claim) as editing:
        editing.row.step = 3
    async with store.edit("r1") as editing:
        editing.release()
    with pytest.raises(ClaimLost):
        async with store.edit("r1", claim) as editing:
            editing.row.step = 4
    assert (await store.row("r1")).step == 3


async def test_a_deleted_run_leaves_nothing_and_its_claim_is_void(store: Store) -> None:
    await store.insert(row(owner="a", fence=1))
    await store.delete("r1")
    with pytest.raises(NotFound):
        await store.events("r1", -1, 1)
    with pytest.raises(ClaimLost):
        async with store.edit("r1", Claim("r1", "a", 1)):
            raise AssertionError
    await store.insert(row())
    assert [event["seq"] for event in await store.events("r1", -1, 9)] == [0]


async def test_times_need_a_zone(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"):
        await store.insert(row(created_at=datetime(2026, 1, 1)))
    made = await store.insert(row())
    assert (await store.row("r1")).created_at == made.created_at
    assert made.created_at.tzinfo is not None


async def test_rows_come_newest_first_from_any_place(store: Store) -> None:
    for number in range(5):
        await store.insert(row(id=f"r{number}"))
    assert [one.id for one in await store.rows(2)] == ["r4", "r3"]
    assert [one.id for one in await store.rows(9, before="r3")] == ["r2", "r1", "r0"]
