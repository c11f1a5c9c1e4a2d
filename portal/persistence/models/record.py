"""The record: one append-only hash chain per case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.actors import ActorKind
from portal.persistence.base import Base, Code
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_text


class Event(Base):
    """Who did what, why and when. Holds codes and ids; words typed by people lie in ``remark``."""

    __tablename__ = "event"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[ActorKind] = mapped_column(Code(ActorKind))
    actor_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(60))
    remark_id: Mapped[UUID | None] = mapped_column(ForeignKey("remark.id"))
    payload: Mapped[dict[str, Any]]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Remark(HoldsSecrets, Base):
    """Free text typed by a person, kept apart so that it can go without breaking the chain."""

    __tablename__ = "remark"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    text = sealed_text()
    text_sealed: Mapped[bytes] = mapped_column(SealedBytes())
