"""What is still to be handed in for an item that was added later was asked for by nobody of staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Go to this state."""
    with op.batch_alter_table("correction") as correction:
        correction.alter_column("asked_by", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Go back to the state before."""
    with op.batch_alter_table("correction") as correction:
        correction.alter_column("asked_by", existing_type=sa.Uuid(), nullable=False)
