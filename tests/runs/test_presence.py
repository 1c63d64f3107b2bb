"""A server's sign of life: it goes without leaving the store locked."""

import asyncio
from pathlib import Path

from app.runs.presence import Presence
from app.runs.store import Database


async def test_stopping_in_the_middle_of_a_beat_leaves_the_store_free(tmp_path: Path) -> None:
    database = Database(tmp_path / "playground.db")
    await database.open()
    for turn in range(60):
        presence = Presence(database, 0.03)  # a beat every 10 ms
        await presence.start()
        await asyncio.sleep(0.009 + turn * 0.00005)
        await presence.stop()  # writes: a lock that is left behind would make it fail
    async with database.writing() as session:
        await session.commit()
    await database.close()
