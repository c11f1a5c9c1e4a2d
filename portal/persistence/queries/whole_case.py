"""A whole case at once, for pages that show it: few statements, however large it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.persistence.models import (
    Case,
    ConfirmationRequest,
    Correction,
    CorrectionMark,
    Document,
    Event,
    Fact,
    Remark,
    Result,
    Task,
    Upload,
)


@dataclass(frozen=True, slots=True)
class WholeCase:
    """Everything that belongs to one case. ``facts`` are the current ones."""

    case: Case
    tasks: Sequence[Task]
    facts: Sequence[Fact]
    pending: Sequence[Fact]
    corrections: Sequence[Correction]
    marks: Sequence[CorrectionMark]
    confirmations: Sequence[ConfirmationRequest]
    results: Sequence[Result]
    documents: Sequence[Document]
    uploads: Sequence[Upload]
    events: Sequence[Event]
    remarks: dict[UUID, str]


def whole_case(session: Session, case_id: UUID) -> WholeCase | None:
    """Read a case with all that hangs on it."""
    case = session.get(Case, case_id)
    if case is None:
        return None
    tasks, results = _tasks_and_results(session, case_id)
    corrections, marks = _corrections_and_marks(session, case_id)
    facts = session.scalars(select(Fact).where(Fact.case_id == case_id).order_by(Fact.key)).all()
    events, remarks = _events_and_remarks(session, case_id)
    return WholeCase(
        case=case,
        tasks=tasks,
        facts=[f for f in facts if f.stream is Stream.CURRENT],
        pending=[f for f in facts if f.stream is Stream.PENDING],
        corrections=corrections,
        marks=marks,
        confirmations=session.scalars(
            select(ConfirmationRequest)
            .where(ConfirmationRequest.case_id == case_id)
            .order_by(ConfirmationRequest.asked_at, ConfirmationRequest.id)
        ).all(),
        results=results,
        documents=session.scalars(
            select(Document).where(Document.case_id == case_id).order_by(Document.queued_at)
        ).all(),
        uploads=session.scalars(
            select(Upload)
            .where(Upload.case_id == case_id, Upload.replaced_at.is_(None))
            .order_by(Upload.added_at)
        ).all(),
        events=events,
        remarks=remarks,
    )


def _tasks_and_results(session: Session, case_id: UUID) -> tuple[list[Task], list[Result]]:
    rows = session.execute(
        select(Task, Result)
        .outerjoin(Result, Result.task_id == Task.id)
        .where(Task.case_id == case_id)
        .order_by(Task.item, Task.id)
    )
    pairs = list(rows)
    return [task for task, _ in pairs], [result for _, result in pairs if result is not None]


def _corrections_and_marks(
    session: Session, case_id: UUID
) -> tuple[list[Correction], list[CorrectionMark]]:
    rows = list(
        session.execute(
            select(Correction, CorrectionMark)
            .outerjoin(CorrectionMark, CorrectionMark.correction_id == Correction.id)
            .where(Correction.case_id == case_id)
            .order_by(
                Correction.asked_at, Correction.id, CorrectionMark.kind, CorrectionMark.reference
            )
        )
    )
    corrections = list({correction.id: correction for correction, _ in rows}.values())
    return corrections, [mark for _, mark in rows if mark is not None]


def _events_and_remarks(session: Session, case_id: UUID) -> tuple[list[Event], dict[UUID, str]]:
    rows = list(
        session.execute(
            select(Event, Remark.text)
            .outerjoin(Remark, Remark.id == Event.remark_id)
            .where(Event.case_id == case_id)
            .order_by(Event.sequence)
        )
    )
    return (
        [event for event, _ in rows],
        {
            event.remark_id: text
            for event, text in rows
            if event.remark_id is not None and text is not None
        },
    )
