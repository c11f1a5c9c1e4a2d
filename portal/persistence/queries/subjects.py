"""Questions about cases with the same subject, answered by digests alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from portal.domain.identity import SubjectMark
from portal.domain.states import COUNTING, CaseState
from portal.persistence.models import Case, CaseSubject, Task
from portal.persistence.queries.cases import owned_by

Marks = Collection[tuple[str, bytes]]
"""Kind and digest of everything that says who a case is about."""
MOST = 20


def put(session: Session, case_id: UUID, marks: Iterable[tuple[str, bytes]]) -> None:
    """Set what says whom a case is about; what stood there before goes."""
    session.execute(delete(CaseSubject).where(CaseSubject.case_id == case_id))
    session.add_all(
        CaseSubject(case_id=case_id, kind=kind, digest=digest) for kind, digest in sorted(marks)
    )
    session.flush()


def of_case(session: Session, case_id: UUID) -> set[tuple[str, bytes]]:
    """What says whom a case is about."""
    rows = session.execute(
        select(CaseSubject.kind, CaseSubject.digest).where(CaseSubject.case_id == case_id)
    )
    return {(kind, digest) for kind, digest in rows}


def own_like(
    session: Session,
    marks: Marks,
    items: Collection[str],
    *,
    account: UUID,
    person: UUID | None,
    asked: Collection[UUID],
    besides: UUID,
) -> Sequence[Case]:
    """Filed cases about the same subject, in which one of these items is open or approved: only those that an account
    acting as a person may know of, or that ask that person (``asked``). The latest first.
    """
    return _like(
        session,
        marks,
        or_(owned_by(account, person), Case.id.in_(asked)),
        Task.item.in_(items),
        besides=besides,
    )


def in_office_like(session: Session, case_id: UUID, item: str, office: str) -> Sequence[Case]:
    """Other released cases about the same subject in which one office has the same item. The latest first."""
    return _like(
        session,
        of_case(session, case_id),
        Case.released_at.is_not(None),
        Task.item == item,
        Task.office == office,
        besides=case_id,
    )


def _like(
    session: Session,
    marks: Marks,
    whose: ColumnElement[bool],
    *of_task: ColumnElement[bool],
    besides: UUID,
) -> Sequence[Case]:
    if not marks:
        return []
    alike = select(CaseSubject.case_id).where(
        or_(*((CaseSubject.kind == kind) & (CaseSubject.digest == mark) for kind, mark in marks))
    )
    # Not joined and made distinct: PostgreSQL cannot compare whole rows that hold JSON.
    tasks = select(Task.case_id).where(Task.state.in_(COUNTING), *of_task)
    found = session.scalars(
        select(Case)
        .where(
            Case.id.in_(alike),
            Case.id.in_(tasks),
            Case.id != besides,
            Case.state == CaseState.FILED,
            whose,
        )
        .order_by(Case.filed_at.desc(), Case.id)
        .limit(MOST)
    ).all()
    numbers = _numbers(marks)
    return [
        case
        for case in found
        # Two numbers that differ are two people, whatever else is alike.
        if not numbers
        or not (theirs := _numbers(of_case(session, case.id)))
        or not numbers.isdisjoint(theirs)
    ]


def _numbers(marks: Marks) -> set[bytes]:
    return {digest for kind, digest in marks if kind == SubjectMark.ID_NUMBER}
