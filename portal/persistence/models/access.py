"""Who looked at what, what was agreed to, and who may act for whom."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.actors import ActorKind
from portal.persistence.base import Base, Code


class AccessRecord(Base):
    """One look at personal data, written before the page is sent. The person can read it."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(Code(ActorKind))
    actor_id: Mapped[UUID | None]
    office: Mapped[str | None] = mapped_column(String(60))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    task_id: Mapped[UUID | None]
    purpose: Mapped[str] = mapped_column(String(40))
    elements: Mapped[list[str]]


class Consent(Base):
    """The ground on which a source was asked about a person, and whether it still stands."""

    __tablename__ = "consent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column("registry", String(40))
    ground: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Mandate(Base):
    """One person may act for another in one bundle, until a date, revocable (授权)."""

    __tablename__ = "mandate"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    bundle: Mapped[str] = mapped_column(String(60))
    until: Mapped[date]
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
