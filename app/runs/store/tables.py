"""The tables. `migrations/` makes them; a test compares the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.protocol.run_server import RunState


class UtcDateTime(TypeDecorator[datetime]):
    """Points in time: aware and in UTC in Python, naive UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; refuses a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Base of the rows."""

    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, RunState: String(16)}  # noqa: RUF012


class RunRow(Base):
    """A run: what it is, where it stands, what is wanted of it, and which server has it."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_queue", "state", "queued_at", "number"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """What somebody wrote down about it."""
    state: Mapped[RunState]
    created_at: Mapped[datetime]
    network: Mapped[dict[str, Any]]
    dataset: Mapped[str] = mapped_column(String(64))
    training: Mapped[dict[str, Any]]
    parent_run: Mapped[str | None] = mapped_column(String(32))
    parent_step: Mapped[int | None]
    begins_with: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Whose weights it begins with, which of its layers got them, and the map of names that was asked for."""

    # Where it stands.
    next_seq: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    """How many workers were lost under it."""
    clean: Mapped[bool] = mapped_column(default=False)
    """Its newest checkpoint is where it stands, so that going on repeats no step."""
    seconds: Mapped[float] = mapped_column(default=0.0)
    """Time spent running."""
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int]
    epoch: Mapped[float] = mapped_column(default=0.0)
    epochs: Mapped[int]
    train_loss: Mapped[float | None]
    train_accuracy: Mapped[float | None]
    validation_loss: Mapped[float | None]
    validation_accuracy: Mapped[float | None]
    test_loss: Mapped[float | None]
    test_accuracy: Mapped[float | None]
    images_per_second: Mapped[float | None]
    device: Mapped[str | None] = mapped_column(String(16))
    precision: Mapped[str | None] = mapped_column(String(16))
    threads: Mapped[int | None]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    # What is wanted of it: its worker follows.
    hold_at: Mapped[int | None]
    """Pause once this step is reached; 0 is at once, null is never."""
    lr: Mapped[float | None]
    pace: Mapped[float | None]
    queued_at: Mapped[datetime]

    # Who has it: a write with an older fence touches nothing.
    owner: Mapped[str | None] = mapped_column(String(32))
    fence: Mapped[int] = mapped_column(default=0)


class EventRow(Base):
    """An entry of a run's log."""

    __tablename__ = "events"

    run: Mapped[int] = mapped_column(ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    """The whole event as JSON."""


class CheckpointRow(Base):
    """A checkpoint file that was verified."""

    __tablename__ = "checkpoints"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    run: Mapped[int] = mapped_column(ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[float]
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    test_accuracy: Mapped[float | None]


class SavedRow(Base):
    """A network that was saved by name."""

    __tablename__ = "networks"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    network: Mapped[dict[str, Any]]
    training: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    dataset: Mapped[str | None] = mapped_column(String(64))
    hand_edits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ServerRow(Base):
    """A server that is alive until `expires_at`; runs of others may be taken over."""

    __tablename__ = "servers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    expires_at: Mapped[datetime]
