"""Whom a filed case is about, only so far that equal subjects can be found."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base


class CaseSubject(Base):
    """One mark of a case's subject: the keyed digest of who it is, never the value itself."""

    __tablename__ = "case_subject"
    __table_args__ = (Index("ix_case_subject_digest", "digest"),)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(64), primary_key=True)
