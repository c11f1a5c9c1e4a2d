"""How people prove who they are, sessions that can be ended, and the ground of every asking."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ADDED_TO_CONSENT = (
    ("party", 40),
    ("release_id", 64),
    ("language", 20),
    ("mode", 20),
    ("notice", 64),
)


def upgrade() -> None:
    """Go to this state."""
    for table in ("account", "staff_member"):
        op.add_column(
            table, sa.Column("session_epoch", sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column(
        "account_person", sa.Column("strong_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "identity_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(32), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_proof_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_identity_proof_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_identity_proof_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_proof")),
    )
    for column in ("account_id", "person_id"):
        op.create_index(op.f(f"ix_identity_proof_{column}"), "identity_proof", [column])

    op.create_table(
        "strong_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_strong_attempt_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strong_attempt")),
        sa.UniqueConstraint("digest", name=op.f("uq_strong_attempt_digest")),
    )
    op.create_index(op.f("ix_strong_attempt_account_id"), "strong_attempt", ["account_id"])

    # What was noted before this had no notice on record; it keeps empty words rather than invented ones.
    with op.batch_alter_table("consent") as consent:
        for name, length in _ADDED_TO_CONSENT:
            consent.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        consent.add_column(sa.Column("account_id", sa.Uuid(), nullable=True))
        consent.create_foreign_key(
            op.f("fk_consent_account_id_account"), "account", ["account_id"], ["id"]
        )
        consent.create_index(op.f("ix_consent_person_id"), ["person_id"])

    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consent.id"],
            name=op.f("fk_inquiry_consent_id_consent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_consent_id"), "inquiry", ["consent_id"])


def downgrade() -> None:
    """Go back to the state before."""
    op.drop_table("inquiry")
    with op.batch_alter_table("consent") as consent:
        consent.drop_index(op.f("ix_consent_person_id"))
        consent.drop_constraint(op.f("fk_consent_account_id_account"), type_="foreignkey")
        consent.drop_column("account_id")
        for name, _ in reversed(_ADDED_TO_CONSENT):
            consent.drop_column(name)
    op.drop_table("strong_attempt")
    op.drop_table("identity_proof")
    op.drop_column("account_person", "strong_until")
    for table in ("staff_member", "account"):
        op.drop_column(table, "session_epoch")
