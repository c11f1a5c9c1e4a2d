"""Which records wait to be sealed in the journal, and how far sealing has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go to this state. What happened before is sealed with the first line."""
    op.create_table(
        "unsealed",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_unsealed")),
    )
    op.create_table(
        "journal_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_note")),
    )
    op.execute(
        "INSERT INTO unsealed (case_id, length) SELECT case_id, max(sequence) FROM event GROUP BY case_id"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("journal_note")
    op.drop_table("unsealed")
