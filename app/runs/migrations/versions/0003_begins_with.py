"""Weights that a run begins with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("runs") as runs:
        runs.add_column(sa.Column("begins_with", sa.JSON))


def downgrade() -> None:
    """Forget where they came from; the runs keep the weights themselves."""
    with op.batch_alter_table("runs") as runs:
        runs.drop_column("begins_with")
