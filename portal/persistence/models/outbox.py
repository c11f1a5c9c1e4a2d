"""What must happen after a commit, messages to people, and counters for numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base
from portal.persistence.sealed import (
    HoldsSecrets,
    SealedBytes,
    sealed_json,
    sealed_text_or_none,
)


class OutboxRow(Base):
    """One piece of later work, written in the transaction that caused it. Ids only, never values."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "not_before",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]]
    effect_key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))
    """The kind of error only; never a value."""
    done_at: Mapped[datetime | None]


class Notice(HoldsSecrets, Base):
    """One message to one person. Its words are chosen when it is queued, by language and mode."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_id_created_at", "account_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    phone = sealed_text_or_none(index=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(34), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    message: Mapped[str] = mapped_column(String(60))
    params = sealed_json()
    params_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    language: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    effect_key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class Counter(Base):
    """A row per series of numbers; locked last in a transaction."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int]
