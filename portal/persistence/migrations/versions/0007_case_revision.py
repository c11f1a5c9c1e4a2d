"""Count every change of a case, so that a page made of it is known to be still true."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the number."""
    op.add_column("case", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget the number."""
    op.drop_column("case", "revision")
