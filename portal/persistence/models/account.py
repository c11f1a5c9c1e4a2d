"""Accounts are phones; persons are people whose name and ID number were checked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base


class Account(Base):
    """A sign-in. It belongs to whoever answers the phone, who may be several persons."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone: Mapped[str] = mapped_column(String(20), unique=True)
    created_at: Mapped[datetime]


class Person(Base):
    """Somebody whose name and ID number an identity provider has checked."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(100))
    id_number: Mapped[str] = mapped_column(String(18), unique=True)
    assurance: Mapped[int]
    checked_at: Mapped[datetime]
    provider: Mapped[str] = mapped_column(String(40))


class AccountPerson(Base):
    """A person who has been checked from this account."""

    __tablename__ = "account_person"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    linked_at: Mapped[datetime]


class OneTimeCode(Base):
    """A code sent to a phone, kept only as a digest."""

    __tablename__ = "one_time_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
