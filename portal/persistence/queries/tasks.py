"""Questions about tasks: of a case, of an office, of the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import local_date
from portal.domain.mending import CorrectionState
from portal.domain.states import TaskState
from portal.persistence.models import (
    Case,
    ConfirmationRequest,
    Correction,
    CorrectionMark,
    Document,
    Result,
    Task,
)
from portal.persistence.sealed import matches

_OF_CASE = select(Task).where(Task.case_id == bindparam("case")).order_by(Task.item, Task.id)


def of_case(session: Session, case_id: UUID) -> Sequence[Task]:
    """The tasks of one case."""
    return session.scalars(_OF_CASE, {"case": case_id}).all()


def one(session: Session, task_id: UUID) -> Task | None:
    """One task, without holding it."""
    return session.get(Task, task_id)


def queue(
    session: Session,
    office: str,
    states: Sequence[TaskState],
    *,
    limit: int = 30,
) -> Sequence[tuple[Task, Case]]:
    """An office's tasks in some states, the most urgent first, released cases only."""
    query = (
        select(Task, Case)
        .join(Case, Case.id == Task.case_id)
        .where(Task.office == office, Task.state.in_(states), Case.released_at.is_not(None))
        .order_by(
            Task.due_on.is_(None),
            Task.due_on,
            Task.received_on.is_(None),
            Task.received_on,
            Task.id,
        )
        .limit(limit)
    )
    return [(task, case) for task, case in session.execute(query)]


def counts(session: Session, office: str) -> dict[TaskState, int]:
    """How many tasks of an office are in each state; released cases only."""
    rows = session.execute(
        select(Task.state, func.count())
        .join(Case, Case.id == Task.case_id)
        .where(Task.office == office, Case.released_at.is_not(None))
        .group_by(Task.state)
    )
    return dict(rows.all())


def received_not_accepted(
    session: Session, day: date, limit: int = 500
) -> Sequence[tuple[Task, Case]]:
    """Tasks received before a day and not answered with an acceptance yet."""
    query = (
        select(Task, Case)
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == TaskState.SUBMITTED, Task.received_on < day)
        .order_by(Task.received_on, Task.id)
        .limit(limit)
    )
    return [(task, case) for task, case in session.execute(query)]


def tasks_with_corrections(session: Session, task_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The day on which the first correction of each task was sent."""
    if not task_ids:
        return {}
    rows = session.execute(
        select(Correction.task_id, func.min(Correction.sent_at))
        .where(Correction.task_id.in_(task_ids), Correction.sent_at.is_not(None))
        .group_by(Correction.task_id)
    )
    return {task_id: local_date(sent_at) for task_id, sent_at in rows if sent_at}


def corrections(session: Session, case_id: UUID) -> Sequence[Correction]:
    """Every request to mend something in a case."""
    return session.scalars(
        select(Correction).where(Correction.case_id == case_id).order_by(Correction.asked_at)
    ).all()


def marks(session: Session, correction_ids: Sequence[UUID]) -> Sequence[CorrectionMark]:
    """The fields and materials named by corrections."""
    if not correction_ids:
        return []
    return session.scalars(
        select(CorrectionMark)
        .where(CorrectionMark.correction_id.in_(correction_ids))
        .order_by(CorrectionMark.kind, CorrectionMark.reference, CorrectionMark.id)
    ).all()


def cases_with_written_corrections(session: Session, limit: int = 200) -> Sequence[UUID]:
    """Cases in which something is waiting to be told to the person."""
    return session.scalars(
        select(Correction.case_id)
        .where(Correction.state == CorrectionState.WRITTEN)
        .distinct()
        .order_by(Correction.case_id)
        .limit(limit)
    ).all()


def confirmations(session: Session, case_id: UUID) -> Sequence[ConfirmationRequest]:
    """What others were asked to confirm in a case, the oldest question first."""
    return session.scalars(
        select(ConfirmationRequest)
        .where(ConfirmationRequest.case_id == case_id)
        .order_by(ConfirmationRequest.asked_at, ConfirmationRequest.id)
    ).all()


def confirmation(session: Session, request_id: UUID) -> ConfirmationRequest | None:
    """One question to another person."""
    return session.get(ConfirmationRequest, request_id)


def confirmations_for(
    session: Session, id_number: str
) -> Sequence[tuple[ConfirmationRequest, Case]]:
    """What one checked person is asked to confirm, newest first."""
    query = (
        select(ConfirmationRequest, Case)
        .join(Case, Case.id == ConfirmationRequest.case_id)
        .where(matches(session, ConfirmationRequest.id_number, id_number))
        .order_by(ConfirmationRequest.asked_at.desc())
    )
    return [(request, case) for request, case in session.execute(query)]


def results(session: Session, task_ids: Sequence[UUID]) -> Sequence[Result]:
    """The results of some tasks."""
    if not task_ids:
        return []
    return session.scalars(
        select(Result).where(Result.task_id.in_(task_ids)).order_by(Result.task_id)
    ).all()


def documents(session: Session, case_id: UUID) -> Sequence[Document]:
    """Every document made, or being made, for a case."""
    return session.scalars(
        select(Document)
        .where(Document.case_id == case_id)
        .order_by(Document.queued_at, Document.number)
    ).all()


def document(session: Session, document_id: UUID) -> Document | None:
    """One document."""
    return session.get(Document, document_id)


def hold_document(session: Session, document_id: UUID) -> Document | None:
    """One document, held until the transaction ends, so that only one worker makes it."""
    return session.scalar(select(Document).where(Document.id == document_id).with_for_update())
