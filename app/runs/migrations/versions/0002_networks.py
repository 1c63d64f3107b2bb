"""Networks saved by name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "networks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("network", sa.JSON, nullable=False),
        sa.Column("training", sa.JSON),
        sa.Column("dataset", sa.String(64)),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Forget the networks."""
    op.drop_table("networks")
