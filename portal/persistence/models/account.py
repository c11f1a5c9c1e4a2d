"""Accounts are phones; persons are people whose name and ID number were checked; how they proved it is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.actors import ProofRoute
from portal.persistence.base import Base, Code
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_text


class Account(HoldsSecrets, Base):
    """A sign-in. It belongs to whoever answers the phone, who may be several persons."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone = sealed_text(index=True)
    phone_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(34), unique=True)
    created_at: Mapped[datetime]
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Counted up to end every session of this account: a cookie holds the epoch it was begun in."""


class Person(HoldsSecrets, Base):
    """Somebody whose name and ID number an identity provider has checked."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name = sealed_text()
    name_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    id_number = sealed_text(index=True)
    id_number_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    id_number_index: Mapped[bytes] = mapped_column(LargeBinary(34), unique=True)
    assurance: Mapped[int]
    checked_at: Mapped[datetime]
    provider: Mapped[str] = mapped_column(String(40))


class AccountPerson(Base):
    """A person who has been checked from this account."""

    __tablename__ = "account_person"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    linked_at: Mapped[datetime]
    strong_until: Mapped[datetime | None]
    """How long what was proven at a counter counts for this account; short, because phones are shared and change hands."""


class IdentityProof(Base):
    """One time that somebody proved who they are: from which account, how, how surely, before whom. Never changed."""

    __tablename__ = "identity_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    level: Mapped[int]
    route: Mapped[ProofRoute] = mapped_column(Code(ProofRoute))
    provider: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    office: Mapped[str | None] = mapped_column(String(60))


class StrongAttempt(Base):
    """Somebody who was sent to the identity provider and is to come back once, soon, to the same account."""

    __tablename__ = "strong_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the state that the session holds; the state itself is not kept."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OneTimeCode(HoldsSecrets, Base):
    """A code sent to a phone, kept only as a digest."""

    __tablename__ = "one_time_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone = sealed_text(index=True)
    phone_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(34), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
