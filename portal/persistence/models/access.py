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
    """The ground on which a source may be asked about a person in a case, what they were told, and whether it stands.

    A statutory ground is kept like a consent, but only a consent can be withdrawn. The words that were shown are those of
    ``release_id`` in ``language`` and ``mode``; ``notice`` proves it.
    """

    __tablename__ = "consent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[str] = mapped_column("registry", String(40))
    ground: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(40))
    """Which party of the case the person is."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """The account from which it was given; None where nobody was asked."""
    release_id: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    notice: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the words that said who is asked and why."""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Inquiry(Base):
    """One asking of a source: when, by whom, on which ground, and for which elements. Never what was answered."""

    __tablename__ = "inquiry"

    id: Mapped[int] = mapped_column(primary_key=True)
    consent_id: Mapped[UUID] = mapped_column(
        ForeignKey("consent.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(Code(ActorKind))
    actor_id: Mapped[UUID | None]
    elements: Mapped[list[str]]


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
