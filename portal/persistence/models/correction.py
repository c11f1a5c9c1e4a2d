"""What must be mended, and what another person is asked to confirm."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.mending import ConfirmationState, CorrectionState
from portal.persistence.base import Base, Code
from portal.persistence.sealed import (
    HoldsSecrets,
    SealedBytes,
    sealed_json,
    sealed_text,
    sealed_text_or_none,
)


class Correction(Base):
    """One office's request to mend something (补正)."""

    __tablename__ = "correction"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    state: Mapped[CorrectionState] = mapped_column(Code(CorrectionState))
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    """None for what an item needs that the person added themselves."""
    asked_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class CorrectionMark(HoldsSecrets, Base):
    """The one field or material that must be mended, and why."""

    __tablename__ = "correction_mark"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    correction_id: Mapped[UUID] = mapped_column(ForeignKey("correction.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """``fact`` or ``material``."""
    reference: Mapped[str] = mapped_column(String(100))
    why = sealed_text()
    why_sealed: Mapped[bytes] = mapped_column(SealedBytes())


class ConfirmationRequest(HoldsSecrets, Base):
    """Another person is asked to say yes. What was shown is kept as it was shown."""

    __tablename__ = "confirmation_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    party: Mapped[str] = mapped_column(String(40))
    id_number = sealed_text(index=True)
    id_number_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    id_number_index: Mapped[bytes] = mapped_column(LargeBinary(34), index=True)
    phone = sealed_text_or_none()
    phone_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    state: Mapped[ConfirmationState] = mapped_column(Code(ConfirmationState))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    shown = sealed_json()
    shown_sealed: Mapped[bytes] = mapped_column(SealedBytes())
