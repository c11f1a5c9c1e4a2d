"""A case, the people in it, what was answered and what was handed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.states import CaseState
from portal.persistence.base import Base, Code
from portal.persistence.sealed import (
    HoldsSecrets,
    SealedBytes,
    sealed_text,
    sealed_text_or_none,
)


class Case(Base):
    """One thing, applied for once."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_account_id_state", "account_id", "state"),
        Index("ix_case_begun_key", "begun_key", unique=True),
        Index("ix_case_siblings", "siblings"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str | None] = mapped_column(String(50), unique=True)
    bundle: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    state: Mapped[CaseState] = mapped_column(Code(CaseState))
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often anything of the case was changed; see portal/persistence/revisions.py."""
    chosen: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    release_after: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    submission_key: Mapped[UUID | None] = mapped_column(unique=True)
    begun_key: Mapped[UUID | None]
    """The press that began this draft: pressed twice, it began one."""
    siblings: Mapped[UUID | None]
    """The same for all cases made from one form, one for each of the subjects."""


class CasePerson(HoldsSecrets, Base):
    """Applicant (申请人), subject (办理对象) or acting person (经办人) of a case."""

    __tablename__ = "case_person"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    party: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    assurance: Mapped[int]
    phone = sealed_text_or_none()
    phone_sealed: Mapped[bytes | None] = mapped_column(SealedBytes())


class Fact(HoldsSecrets, Base):
    """One value of one party's element in one case."""

    __tablename__ = "fact"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    stream: Mapped[Stream] = mapped_column(Code(Stream), primary_key=True)
    value = sealed_text()
    value_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    source: Mapped[FactSource] = mapped_column(Code(FactSource))
    check: Mapped[FactCheck] = mapped_column(Code(FactCheck), default=FactCheck.NONE)
    set_at: Mapped[datetime]


class FactHistory(HoldsSecrets, Base):
    """A value that was filed and later replaced."""

    __tablename__ = "fact_history"
    sealed_by = ("case_id", "key", "replaced_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(String(100))
    value = sealed_text()
    value_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    source: Mapped[FactSource] = mapped_column(Code(FactSource))
    set_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class Upload(HoldsSecrets, Base):
    """One file for one material. The bytes lie in the file store under ``id``."""

    __tablename__ = "upload"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    material: Mapped[str] = mapped_column(String(60))
    stream: Mapped[Stream] = mapped_column(Code(Stream))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    pages: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    display_name = sealed_text()
    display_name_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    added_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
