"""What was set by hand in a saved network."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; in the networks that are there nothing was set by hand."""
    with op.batch_alter_table("networks") as networks:
        networks.add_column(sa.Column("hand_edits", sa.JSON))


def downgrade() -> None:
    """Forget what was set by hand; the networks stay."""
    with op.batch_alter_table("networks") as networks:
        networks.drop_column("hand_edits")
