"""Benefits that go on, and their payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Go to this state."""
    op.create_table(
        "benefit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("every", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("remark_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("next_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.Column("check_due", sa.String(length=7), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("reminded", sa.String(length=7), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("rate", sa.String(length=60), nullable=True),
        sa.Column("yuan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moves_in", sa.String(length=7), nullable=True),
        sa.Column("moves_office", sa.String(length=60), nullable=True),
        sa.Column("moves_region", sa.String(length=20), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_benefit_case_id_case")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_benefit_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
        sa.UniqueConstraint("task_id", name=op.f("uq_benefit_task_id")),
    )
    for column in ("case_id", "check_due"):
        op.create_index(op.f(f"ix_benefit_{column}"), "benefit", [column])
    op.create_index("ix_benefit_office_state", "benefit", ["office", "state"])

    op.create_table(
        "benefit_payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("benefit_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("yuan_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("account_tail_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefit.id"], name=op.f("fk_benefit_payment_benefit_id_benefit")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_benefit_payment_case_id_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_payment")),
        sa.UniqueConstraint(
            "benefit_id",
            "month",
            "attempt",
            name=op.f("uq_benefit_payment_benefit_id_month_attempt"),
        ),
    )
    op.create_index(op.f("ix_benefit_payment_case_id"), "benefit_payment", ["case_id"])


def downgrade() -> None:
    """Go back to the state before."""
    op.drop_table("benefit_payment")
    op.drop_table("benefit")
