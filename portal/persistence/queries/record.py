"""Questions about the record of a case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.persistence.inserting import insert_rows
from portal.persistence.models import Event, Remark, Task

_END = (
    select(Event.sequence, Event.hash)
    .where(Event.case_id == bindparam("case"))
    .order_by(Event.sequence.desc())
    .limit(1)
)


def end(session: Session, case_id: UUID) -> tuple[int, bytes] | None:
    """The sequence and hash of the newest event of a case."""
    row = session.connection().execute(_END, {"case": case_id}).first()
    return (row.sequence, row.hash) if row is not None else None


def add(session: Session, event: Event) -> None:
    """Append an event."""
    insert_rows(session, [event])


def keep(session: Session, remark: Remark) -> None:
    """Keep what a person wrote."""
    insert_rows(session, [remark])


def events(session: Session, case_id: UUID) -> Sequence[Event]:
    """Every event of a case, the oldest first."""
    return session.scalars(
        select(Event).where(Event.case_id == case_id).order_by(Event.sequence)
    ).all()


def remarks(session: Session, case_id: UUID) -> dict[UUID, str]:
    """What people wrote in a case, by id."""
    return {r.id: r.text for r in session.scalars(select(Remark).where(Remark.case_id == case_id))}


def remark(session: Session, remark_id: UUID) -> str:
    """What a person wrote; nothing when it is gone."""
    found = session.get(Remark, remark_id)
    return found.text if found is not None else ""


def of_task(session: Session, task_id: UUID) -> Sequence[Event]:
    """What happened to one task, the oldest first."""
    return session.scalars(
        select(Event)
        .join(Task, Task.case_id == Event.case_id)
        .where(Task.id == task_id, Event.task_id == task_id)
        .order_by(Event.sequence)
    ).all()
