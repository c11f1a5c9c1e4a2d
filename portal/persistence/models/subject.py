"""Whom a filed case is about, only so far that equal subjects can be found."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_text


class CaseSubject(HoldsSecrets, Base):
    """One mark of a case's subject: who it is, sealed, and found by the whole of it."""

    __tablename__ = "case_subject"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    mark = sealed_text(index=True)
    mark_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    mark_index: Mapped[bytes] = mapped_column(LargeBinary(34), index=True)
