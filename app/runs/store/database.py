"""The SQLite file: migrated at the start, then one writer that locks first and any number of readers."""

import asyncio
import fcntl
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.errors import PlaygroundError, StorageFull

HEAD = "0005"
"""The newest revision of `migrations/`."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
)


RESERVE_BYTES = 4 << 20
"""Disk space kept for telling that the disk is full."""


class StoreTooNew(PlaygroundError):
    """A newer version of the playground wrote this store; starting would damage it."""

    code = "store_too_new"
    title = "The store is newer than this program"


class Database:
    """Sessions on one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reserve = path.with_suffix(".reserve")
        self._writer = _engine(path, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._reader = _engine(path, "BEGIN", pool_size=4)
        self._write = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False)

    async def open(self) -> None:
        """Bring the schema up to date. Raises StoreTooNew, StorageFull."""
        await asyncio.to_thread(migrate, self.path)
        await asyncio.to_thread(self.fill_reserve)

    def open_reserve(self) -> None:
        """Give up the space set aside, so that a full disk can still be told in the store."""
        self._reserve.unlink(missing_ok=True)

    def fill_reserve(self) -> None:
        """Set some space aside again, where there is plenty."""
        if self._reserve.exists() or shutil.disk_usage(self.path.parent).free < 4 * RESERVE_BYTES:
            return
        with self._reserve.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A consistent view."""
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction that holds the write lock from its beginning; the caller commits.

        Raises StorageFull.
        """
        with full_disk_is_told():
            async with self._write() as session:
                yield session


@contextmanager
def full_disk_is_told() -> Iterator[None]:
    """Turn SQLite's error for a full disk into StorageFull."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise StorageFull("The disk of the server is full.") from error
        raise


def _engine(path: Path, begin: str, **pool: Any) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to lock
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migrate(path: Path) -> None:
    """Bring the schema of the file to `HEAD`, after a backup of an older one. Raises StoreTooNew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        revision = _revision(path)
        if revision == HEAD:
            return
        if revision is not None:
            _refuse_newer(path, revision)
            _back_up(path, revision)
        _upgrade(path)


def _revision(path: Path) -> str | None:
    """The schema's revision, None for a new file."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return str(row[0]) if row else None


def _refuse_newer(path: Path, revision: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in known:
        raise StoreTooNew(
            f"{path} was written by a newer version of CNN Playground (schema {revision}, known: {HEAD}). "
            "Start that version, or choose another data directory."
        )


def _back_up(path: Path, revision: str) -> None:
    target = path.with_name(f"{path.stem}.{revision}.backup.db")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _upgrade(path: Path) -> None:
    from alembic import command

    engine = create_engine(f"sqlite:///{path}")
    with full_disk_is_told(), engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    engine.dispose()


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
