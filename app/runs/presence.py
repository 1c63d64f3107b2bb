"""Servers that share a store: each says that it is alive, and the runs of one that is not may be taken over."""

import asyncio
import contextlib
import logging
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from app.errors import StorageFull
from app.runs.store.database import Database
from app.runs.store.tables import RunRow, ServerRow, now

logger = logging.getLogger("app.runs")


class Presence:
    """This server's sign of life."""

    def __init__(self, database: Database, lease_seconds: float) -> None:
        self.id = secrets.token_hex(8)
        self._database = database
        self._lease = timedelta(seconds=lease_seconds)
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    async def start(self) -> None:
        """Appear, and stay."""
        await self._beat()
        self._task = asyncio.create_task(self._stay())

    async def stop(self) -> None:
        """Disappear: others need not wait."""
        self._ending.set()
        if self._task:
            await self._task  # a write that is cancelled may keep the store's lock
        async with self._database.writing() as session:
            await session.execute(delete(ServerRow).where(ServerRow.id == self.id))
            await session.commit()

    async def _stay(self) -> None:
        while not await self._ends_within(self._lease.total_seconds() / 3):
            try:
                await self._beat()
            except StorageFull:
                logger.warning("the disk is full: no sign of life could be written")
            except Exception:
                logger.exception("no sign of life could be written")

    async def _ends_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        return self._ending.is_set()

    async def _beat(self) -> None:
        async with self._database.writing() as session:
            await session.merge(ServerRow(id=self.id, expires_at=now() + self._lease))
            await session.execute(delete(ServerRow).where(ServerRow.expires_at < now() - 100 * self._lease))
            await session.commit()


def unowned() -> ColumnElement[bool]:
    """Runs that nobody has, or whose server is gone."""
    alive = select(ServerRow.id).where(ServerRow.expires_at > now())
    return or_(RunRow.owner.is_(None), RunRow.owner.not_in(alive))
