"""What must be mended, and what another person is asked to confirm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.mending import ConfirmationState, CorrectionState
from portal.persistence.base import Base, Code


class Correction(Base):
    """One office's request to mend something (补正)."""

    __tablename__ = "correction"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    state: Mapped[CorrectionState] = mapped_column(Code(CorrectionState))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class CorrectionMark(Base):
    """The one field or material that must be mended, and why."""

    __tablename__ = "correction_mark"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    correction_id: Mapped[UUID] = mapped_column(ForeignKey("correction.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """``fact`` or ``material``."""
    reference: Mapped[str] = mapped_column(String(100))
    why: Mapped[str] = mapped_column(Text)


class ConfirmationRequest(Base):
    """Another person is asked to say yes. What was shown is kept as it was shown."""

    __tablename__ = "confirmation_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    party: Mapped[str] = mapped_column(String(40))
    id_number: Mapped[str] = mapped_column(String(18), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[ConfirmationState] = mapped_column(Code(ConfirmationState))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    shown: Mapped[dict[str, Any]]
