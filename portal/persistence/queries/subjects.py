"""Questions about cases with the same subject, found by the whole of what says who it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from portal.domain.identity import SubjectMark
from portal.domain.states import COUNTING, CaseState
from portal.persistence.inserting import insert_rows
from portal.persistence.models import Case, CaseSubject, Task
from portal.persistence.queries.cases import owned_by
from portal.persistence.sealed import matches

Marks = Collection[tuple[str, str]]
"""Kind and text of everything that says who a case is about."""
MOST = 20


def put(session: Session, case_id: UUID, marks: Iterable[tuple[str, str]]) -> None:
    """Set what says whom a case is about; what stood there before goes."""
    session.connection().execute(_FORGET, {"case": case_id})
    rows = [CaseSubject(case_id=case_id, kind=kind, mark=text) for kind, text in sorted(marks)]
    insert_rows(session, rows)


_FORGET = delete(CaseSubject).where(CaseSubject.case_id == bindparam("case"))


def of_case(session: Session, case_id: UUID) -> set[tuple[str, str]]:
    """What says whom a case is about."""
    found = session.scalars(select(CaseSubject).where(CaseSubject.case_id == case_id))
    return {(row.kind, row.mark) for row in found}


def own_like(
    session: Session,
    marks: Marks,
    items: Collection[str],
    *,
    account: UUID,
    person: UUID | None,
    asked: Collection[UUID] | Select[UUID],
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


def in_office_like(
    session: Session, case_id: UUID, marks: Marks, item: str, office: str
) -> Sequence[Case]:
    """Other released cases about the same subject in which one office has the same item. The latest first."""
    return _like(
        session,
        marks,
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
        or_(
            *(
                (CaseSubject.kind == kind) & matches(session, CaseSubject.mark, text)
                for kind, text in marks
            )
        )
    )
    # Not joined and made distinct: PostgreSQL cannot compare whole rows that hold JSON.
    tasks = select(Task.case_id).where(Task.state.in_(COUNTING), *of_task)
    ids = (
        select(Case.id)
        .where(
            Case.id.in_(alike),
            Case.id.in_(tasks),
            Case.id != besides,
            Case.state == CaseState.FILED,
            whose,
        )
        .order_by(Case.filed_at.desc(), Case.id)
        .limit(MOST)
    )
    rows = session.execute(
        select(Case, CaseSubject)
        .join(CaseSubject, CaseSubject.case_id == Case.id)
        .where(Case.id.in_(ids.correlate(None)))
        .order_by(Case.filed_at.desc(), Case.id, CaseSubject.id)
    )
    theirs: dict[Case, set[tuple[str, str]]] = defaultdict(set)
    for case, row in rows:
        theirs[case].add((row.kind, row.mark))
    numbers = _numbers(marks)
    return [
        case
        for case, said in theirs.items()
        # Two numbers that differ are two people, whatever else is alike.
        if not numbers or not (other := _numbers(said)) or not numbers.isdisjoint(other)
    ]


def _numbers(marks: Marks) -> set[str]:
    return {text for kind, text in marks if kind == SubjectMark.ID_NUMBER}
