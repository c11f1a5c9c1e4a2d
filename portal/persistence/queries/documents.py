"""Questions about documents by anybody who holds one: by number, check code or content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import Case, Document, Task


@dataclass(frozen=True, slots=True)
class Issued:
    """A document without anything about anybody. ``department`` is None when it speaks of the whole case."""

    template: str
    number: str
    department: str | None
    bundle: str
    release: str
    queued_at: datetime
    void_at: datetime | None


def by_number(session: Session, number: str) -> Document | None:
    """The document with a number."""
    return session.scalar(select(Document).where(Document.number == number))


def by_check_code(session: Session, check_code: str) -> Document | None:
    """The document with a check code."""
    return session.scalar(select(Document).where(Document.check_code == check_code))


def by_digest(session: Session, digest: str) -> Document | None:
    """The document whose sealed bytes have this SHA-256, in hexadecimal."""
    return session.scalar(select(Document).where(Document.digest == digest))


def issued(session: Session, check_code: str) -> Issued | None:
    """What may be said of a document with this check code; None while it is still being made."""
    row = session.execute(
        select(Document, Case.bundle, Case.release_id, Task.department)
        .join(Case, Case.id == Document.case_id)
        .outerjoin(Task, Task.id == Document.task_id)
        .where(Document.check_code == check_code, Document.made_at.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    document, bundle, release, department = row
    return Issued(
        document.template,
        document.number,
        department,
        bundle,
        release,
        document.queued_at,
        document.void_at,
    )
