"""Accounts are phones; persons are people whose name and ID number were checked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_text


class Account(HoldsSecrets, Base):
    """A sign-in. It belongs to whoever answers the phone, who may be several persons."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone = sealed_text(index=True)
    phone_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(34), unique=True)
    created_at: Mapped[datetime]


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
