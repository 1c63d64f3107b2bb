"""Notes on runs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; the runs that are there have empty notes."""
    with op.batch_alter_table("runs") as runs:
        runs.add_column(sa.Column("note", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget the notes."""
    with op.batch_alter_table("runs") as runs:
        runs.drop_column("note")
