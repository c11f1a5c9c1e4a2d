"""Benefits that go on after their approval, and every payment that was tried. Months are text, ``YYYY-MM``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.benefits import BenefitState, PaymentState
from portal.domain.items import Every
from portal.persistence.base import Base, Code
from portal.persistence.sealed import (
    HoldsSecrets,
    SealedBytes,
    sealed_text,
    sealed_text_or_none,
)


class Benefit(HoldsSecrets, Base):
    """What one approved task pays from now on. What happened to it stands in the record of its case."""

    __tablename__ = "benefit"
    __table_args__ = (Index("ix_benefit_office_state", "office", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    item: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(String(60))
    region: Mapped[str | None] = mapped_column(String(20))
    """The place whose amounts hold; None where the item is not routed by a place."""
    every: Mapped[Every] = mapped_column(Code(Every))
    state: Mapped[BenefitState] = mapped_column(Code(BenefitState))
    reason: Mapped[str | None] = mapped_column(String(40))
    """Why it is suspended or stopped."""
    remark_id: Mapped[UUID | None]
    """What the office last wrote to the person about it."""
    version: Mapped[int] = mapped_column(default=1)
    first_month: Mapped[str] = mapped_column(String(7))
    next_month: Mapped[str] = mapped_column(String(7))
    """The first month of which no payment was tried."""
    last_month: Mapped[str | None] = mapped_column(String(7))
    check_due: Mapped[str | None] = mapped_column(String(7), index=True)
    checked_on: Mapped[date | None]
    reminded: Mapped[str | None] = mapped_column(String(7))
    reminded_on: Mapped[date | None]
    rate: Mapped[str | None] = mapped_column(String(60))
    """Which of the item's amounts holds, where the office has said so."""
    yuan = sealed_text_or_none()
    yuan_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    """The amount each time, where it is reckoned for this person alone."""
    account = sealed_text_or_none()
    account_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    asked_account = sealed_text_or_none()
    asked_account_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    asked_at: Mapped[datetime | None]
    """Since when another account is asked for."""
    moves_in: Mapped[str | None] = mapped_column(String(7))
    """From which month another office pays; the office is changed when all before it is paid."""
    moves_office: Mapped[str | None] = mapped_column(String(60))
    moves_region: Mapped[str | None] = mapped_column(String(20))
    began_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class BenefitPayment(HoldsSecrets, Base):
    """One payment that was tried for one month. Never changed, but for ``last``."""

    __tablename__ = "benefit_payment"
    __table_args__ = (UniqueConstraint("benefit_id", "month", "attempt"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    benefit_id: Mapped[UUID] = mapped_column(ForeignKey("benefit.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    attempt: Mapped[int]
    state: Mapped[PaymentState] = mapped_column(Code(PaymentState))
    reason: Mapped[str | None] = mapped_column(String(40))
    """Why it came back."""
    yuan = sealed_text()
    yuan_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    account_tail = sealed_text()
    account_tail_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    office: Mapped[str] = mapped_column(String(60))
    """Which office paid."""
    last: Mapped[bool] = mapped_column(default=True)
    """Whether nothing was tried for this month since."""
    at: Mapped[datetime]
