"""Results and the documents made here."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.items import ResultKind
from portal.domain.results import ResultState
from portal.persistence.base import Base, Code
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_json, sealed_text_or_none


class Result(HoldsSecrets, Base):
    """What came out of one approved task."""

    __tablename__ = "result"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    kind: Mapped[ResultKind] = mapped_column(Code(ResultKind))
    state: Mapped[ResultState] = mapped_column(Code(ResultState))
    number = sealed_text_or_none()
    number_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    issuer: Mapped[str | None] = mapped_column(String(100))
    issued_on: Mapped[date | None]
    collect_from: Mapped[str | None] = mapped_column(String(60))
    details = sealed_json()
    details_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    """Payment: month, amount in fen, account tail. Physical: carrier, who holds it. Of either: what whoever
    decided filled in beside it (``fields``)."""
    updated_at: Mapped[datetime]


class Document(Base):
    """A PDF made and sealed here. The bytes lie in the file store under ``id``."""

    __tablename__ = "document"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    template: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    check_code: Mapped[str] = mapped_column(String(20), unique=True)
    language: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    event_sequence: Mapped[int]
    """The event that caused it; the document's content is taken from that moment."""
    queued_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    void_at: Mapped[datetime | None]
