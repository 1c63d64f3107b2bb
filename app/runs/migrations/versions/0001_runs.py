"""Runs, their event logs and checkpoints, and the servers that share the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    _create_runs()
    op.create_index("ix_runs_queue", "runs", ["state", "queued_at", "number"])
    op.create_table(
        "events",
        _run_key(),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "checkpoints",
        _run_key(),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.Double, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("test_accuracy", sa.Double),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "servers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """There is nothing before."""
    for table in ("servers", "checkpoints", "events", "runs"):
        op.drop_table(table)


def _run_key() -> sa.Column[int]:
    return sa.Column("run", sa.Integer, sa.ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True)


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("network", sa.JSON, nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("training", sa.JSON, nullable=False),
        sa.Column("parent_run", sa.String(32)),
        sa.Column("parent_step", sa.Integer),
        sa.Column("next_seq", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("losses", sa.Integer, nullable=False),
        sa.Column("clean", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Double, nullable=False),
        sa.Column("epochs", sa.Integer, nullable=False),
        *(sa.Column(f"{split}_{what}", sa.Double) for split in SPLITS for what in ("loss", "accuracy")),
        sa.Column("images_per_second", sa.Double),
        sa.Column("device", sa.String(16)),
        sa.Column("precision", sa.String(16)),
        sa.Column("threads", sa.Integer),
        sa.Column("error", sa.JSON),
        sa.Column("hold_at", sa.Integer),
        sa.Column("lr", sa.Double),
        sa.Column("pace", sa.Double),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.Column("owner", sa.String(32)),
        sa.Column("fence", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )


SPLITS = ("train", "validation", "test")
