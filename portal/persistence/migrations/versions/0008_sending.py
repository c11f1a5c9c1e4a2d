"""Drafts begun once by one press, cases made from one form, and whom a filed case is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go to this state."""
    op.add_column("case", sa.Column("begun_key", sa.Uuid(), nullable=True))
    op.add_column("case", sa.Column("siblings", sa.Uuid(), nullable=True))
    op.create_index("ix_case_begun_key", "case", ["begun_key"], unique=True)
    op.create_index("ix_case_siblings", "case", ["siblings"], unique=False)

    op.create_table(
        "case_subject",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mark_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mark_index", sa.LargeBinary(length=34), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
            name=op.f("fk_case_subject_case_id_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_subject")),
    )
    for column in ("case_id", "mark_index"):
        op.create_index(op.f(f"ix_case_subject_{column}"), "case_subject", [column])


def downgrade() -> None:
    """Go back to the state before."""
    op.drop_table("case_subject")
    op.drop_index("ix_case_siblings", table_name="case")
    op.drop_index("ix_case_begun_key", table_name="case")
    op.drop_column("case", "siblings")
    op.drop_column("case", "begun_key")
