"""Questions about documents by anybody who holds one: by number, check code or content."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import Case, Document, Task


def by_number(session: Session, number: str) -> Document | None:
    """The document with a number."""
    return session.scalar(select(Document).where(Document.number == number))


def by_check_code(session: Session, check_code: str) -> Document | None:
    """The document with a check code."""
    return session.scalar(select(Document).where(Document.check_code == check_code))


def by_digest(session: Session, digest: str) -> Document | None:
    """The document whose sealed bytes have this SHA-256, in hexadecimal."""
    return session.scalar(select(Document).where(Document.digest == digest))


def department_of(session: Session, document: Document) -> tuple[str, str, str]:
    """The department whose task a document speaks of (empty for the whole case), the bundle and its release."""
    bundle, release, department = session.execute(
        select(Case.bundle, Case.release_id, Task.department)
        .outerjoin(Task, Task.id == document.task_id)
        .where(Case.id == document.case_id)
    ).one()
    return department or "", bundle, release
