"""Networks saved by name: what a reader keeps of the page, and opens again."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import delete, func, select

from app.errors import NotFound, TooMany
from app.network.spec import NetworkSpec
from app.protocol.model import HandEdits
from app.runs.models import Asked, RunName, Told
from app.runs.store import Database, SavedRow
from app.runs.store.tables import now
from app.training.config import TrainConfig

MAX_SAVED = 10_000

DatasetId = Annotated[str, Field(max_length=64)]


class SaveNetwork(Asked):
    """`POST /networks`: a network to keep. Its shapes need not fit: work in progress may be kept too."""

    network: NetworkSpec
    """The description."""
    name: RunName | None = None
    """Shown to people; the network's own name where there is none."""
    training: TrainConfig | None = None
    """Settings to train it with; only what is sent is kept."""
    dataset: DatasetId | None = None
    """What to train it on."""
    hand_edits: HandEdits | None = None
    """Whose weights it carries, and what was set by hand; it need not fit either. Send it on as a part of `model`."""


class ChangeSaved(Asked):
    """`PATCH /networks/{id}`: only what is sent changes."""

    network: NetworkSpec | None = None
    name: RunName | None = None
    training: TrainConfig | None = None
    dataset: DatasetId | None = None
    hand_edits: HandEdits | None = None


class SavedInfo(Told):
    """A saved network, without its description."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime


class SavedNetwork(SavedInfo):
    """A saved network."""

    network: NetworkSpec
    training: dict[str, Any] | None
    """Settings that differ from the defaults; null where none were saved."""
    dataset: str | None
    hand_edits: HandEdits | None
    """Null where nothing was set by hand."""


class SavedNetworks:
    """The saved networks of one store."""

    def __init__(self, database: Database, most: int = MAX_SAVED) -> None:
        self._database, self._most = database, most

    async def create(self, asked: SaveNetwork) -> SavedNetwork:
        """Keep a network. Raises TooMany (`too_many_saved`), StorageFull."""
        moment = now()
        row = SavedRow(id=secrets.token_hex(6), created_at=moment, updated_at=moment, **_columns(asked))
        row.name = row.name or asked.network.name
        async with self._database.writing() as session:
            if (await session.scalar(select(func.count(SavedRow.number))) or 0) >= self._most:
                detail = "Too many networks are saved here; delete some."
                raise TooMany.of("too_many_saved", detail, maximum=self._most)
            session.add(row)
            await session.commit()
        return _described(row)

    async def list(self, limit: int, before: str | None = None) -> Sequence[SavedInfo]:
        """The newest ones, or those that are older than `before`. Raises NotFound."""
        query = select(SavedRow).order_by(SavedRow.number.desc()).limit(limit)
        async with self._database.reading() as session:
            if before is not None:
                known = _found(await session.scalar(select(SavedRow).where(SavedRow.id == before)))
                query = query.where(SavedRow.number < known.number)
            rows = (await session.scalars(query)).all()
        return [SavedInfo.model_validate(row, from_attributes=True) for row in rows]

    async def get(self, saved: str) -> SavedNetwork:
        """One of them. Raises NotFound."""
        async with self._database.reading() as session:
            return _described(_found(await session.scalar(select(SavedRow).where(SavedRow.id == saved))))

    async def change(self, saved: str, asked: ChangeSaved) -> SavedNetwork:
        """Change what is sent. Raises NotFound, StorageFull."""
        async with self._database.writing() as session:
            row = _found(await session.scalar(select(SavedRow).where(SavedRow.id == saved)))
            for column, value in _columns(asked).items():
                if column in asked.model_fields_set:
                    setattr(row, column, value)
            row.updated_at = now()
            await session.commit()
        return _described(row)

    async def delete(self, saved: str) -> None:
        """Forget one. Raises NotFound."""
        async with self._database.writing() as session:
            found = await session.scalar(select(SavedRow).where(SavedRow.id == saved))
            await session.execute(delete(SavedRow).where(SavedRow.number == _found(found).number))
            await session.commit()


def _columns(asked: SaveNetwork | ChangeSaved) -> dict[str, Any]:
    network, training, edits = asked.network, asked.training, asked.hand_edits
    return {
        "name": asked.name or "",
        "network": network and network.model_dump(mode="json", exclude_unset=True),
        "training": training and training.model_dump(mode="json", exclude_unset=True),
        "dataset": asked.dataset,
        "hand_edits": edits and edits.model_dump(mode="json", exclude_unset=True),
    }


def _described(row: SavedRow) -> SavedNetwork:
    return SavedNetwork.model_validate(row, from_attributes=True)


def _found(row: SavedRow | None) -> SavedRow:
    if row is None:
        raise NotFound("There is no such network.")
    return row
