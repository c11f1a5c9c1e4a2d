"""Questions of those who work at a desk: an office's pool, and the limits of the whole city without personal data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.items import ResultKind
from portal.domain.mending import CorrectionState
from portal.domain.results import ResultState
from portal.domain.states import OPEN, TaskState
from portal.persistence.gathering import Gathering, Part
from portal.persistence.models import (
    Case,
    CaseSubject,
    Correction,
    Event,
    FactHistory,
    Result,
    StaffMember,
    Task,
)

_FINISHED = frozenset({ResultState.HANDED_OVER, ResultState.PAID})
_BY_STEPS = frozenset({ResultKind.PHYSICAL, ResultKind.PAYMENT})


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One task as a list shows it: no fact of any person."""

    task: Task
    case_number: str
    bundle: str
    release: str
    claimed_by: str | None
    mending: bool
    """The person has been asked to mend something and has not yet."""
    mended: bool
    """What was sent back has been mended since."""
    nudges: int


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many open tasks of a department stand alike, for figures without reading each."""

    department: str
    state: TaskState
    received_on: date | None
    due_on: date | None
    promised_days: int | None
    tasks: int


def steps_outstanding() -> ColumnElement[bool]:
    """Approved, but the thing or the money has not reached the person yet."""
    return and_(
        Task.state == TaskState.APPROVED,
        Task.id.in_(
            select(Result.task_id).where(Result.kind.in_(_BY_STEPS), Result.state.not_in(_FINISHED))
        ),
    )


def ended() -> ColumnElement[bool]:
    """Nothing is left to do for the office."""
    return and_(Task.state.not_in(OPEN), ~steps_outstanding())


def in_state(state: TaskState) -> ColumnElement[bool]:
    """Every task in one state."""
    return Task.state == state


def pool(
    session: Session,
    office: str,
    which: ColumnElement[bool],
    *,
    latest_first: bool = False,
    skip: int = 0,
    limit: int = 30,
) -> list[PoolRow]:
    """A page of an office's tasks, of released cases only: the most urgent first, or the latest decided."""
    order = (
        (Task.decided_at.desc().nulls_last(), Task.id)
        if latest_first
        else (
            Task.due_on.is_(None),
            Task.due_on,
            Task.received_on.is_(None),
            Task.received_on,
            Task.id,
        )
    )
    query = (
        select(Task, Case, StaffMember)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(StaffMember, StaffMember.id == Task.claimed_by)
        .where(Task.office == office, Case.released_at.is_not(None), which)
        .order_by(*order)
        .offset(skip)
        .limit(limit)
    )
    return _rows(session, list(session.execute(query)))


def of_case(session: Session, office: str, case_id: UUID) -> list[PoolRow]:
    """What an office has of one released case."""
    query = (
        select(Task, Case, StaffMember)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(StaffMember, StaffMember.id == Task.claimed_by)
        .where(Task.office == office, Task.case_id == case_id, Case.released_at.is_not(None))
        .order_by(Task.received_on.is_(None), Task.received_on, Task.id)
    )
    return _rows(session, list(session.execute(query)))


def in_city(
    session: Session, which: ColumnElement[bool], *, department: str | None = None, limit: int = 500
) -> list[PoolRow]:
    """Tasks of every office, those nobody could be found for on top, then those due first."""
    query = (
        select(Task, Case, StaffMember)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(StaffMember, StaffMember.id == Task.claimed_by)
        .where(Case.released_at.is_not(None), which)
        .order_by(
            Task.unrouted.desc(),
            Task.state == TaskState.WAITING,
            Task.due_on.is_(None),
            Task.due_on,
            Task.received_on.is_(None),
            Task.received_on,
            Task.id,
        )
        .limit(limit)
    )
    if department is not None:
        query = query.where(Task.department == department)
    return _rows(session, list(session.execute(query)))


def _rows(
    session: Session, found: Sequence[tuple[Task, Case, StaffMember | None]]
) -> list[PoolRow]:
    ids = [task.id for task, _, _ in found]
    mending, mended = _corrections(session, ids)
    nudges = nudges_of(session, ids)
    return [
        PoolRow(
            task=task,
            case_number=case.number or "",
            bundle=case.bundle,
            release=case.release_id,
            claimed_by=claimer.display_name if claimer is not None else None,
            mending=task.id in mending,
            mended=task.id in mended - mending,
            nudges=nudges.get(task.id, 0),
        )
        for task, case, claimer in found
    ]


def _corrections(session: Session, task_ids: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    if not task_ids:
        return set(), set()
    states = {
        (task_id, state)
        for task_id, state in session.execute(
            select(Correction.task_id, Correction.state)
            .where(Correction.task_id.in_(task_ids))
            .distinct()
        )
    }
    open_ones = {CorrectionState.WRITTEN, CorrectionState.SENT}
    return (
        {task_id for task_id, state in states if state in open_ones},
        {task_id for task_id, state in states if state is CorrectionState.ANSWERED},
    )


def nudges_of(session: Session, task_ids: Collection[UUID]) -> dict[UUID, int]:
    """How often each task has been nudged."""
    if not task_ids:
        return {}
    rows = session.execute(
        select(Event.task_id, func.count())
        .where(Event.task_id.in_(task_ids), Event.verb == "nudge")
        .group_by(Event.task_id)
    )
    return {task_id: count for task_id, count in rows if task_id is not None}


def count_outstanding(session: Session, office: str) -> int:
    """How many results of an office are still on their way."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Task)
            .join(Case, Case.id == Task.case_id)
            .where(Task.office == office, Case.released_at.is_not(None), steps_outstanding())
        )
        or 0
    )


def due_counts(session: Session) -> list[DueCount]:
    """Every open task of the city, grouped by what its lamp depends on."""
    key = (Task.department, Task.state, Task.received_on, Task.due_on, Task.promised_days)
    rows = session.execute(
        select(*key, func.count())
        .join(Case, Case.id == Task.case_id)
        .where(Task.state.in_(OPEN), Case.released_at.is_not(None))
        .group_by(*key)
        .order_by(*key)
    )
    return [DueCount(*row) for row in rows]


_CASE = bindparam("case_id", type_=Uuid())
_BESIDES = Gathering(
    history=Part(
        FactHistory,
        [
            FactHistory.case_id == _CASE,
            FactHistory.key.in_(bindparam("keys", type_=String(), expanding=True)),
        ],
        [FactHistory.replaced_at, FactHistory.id],
    ),
    subjects=Part(CaseSubject, [CaseSubject.case_id == _CASE], [CaseSubject.id]),
)


class Besides(NamedTuple):
    """What an office's page needs of a case besides the case itself.

    ``replaced``: the value that stood before the present one, of facts that were mended after filing. ``marks``: kind and text
    of what says whom the case is about, to find others like it; shown to nobody.
    """

    replaced: dict[str, str]
    marks: set[tuple[str, str]]


def besides(session: Session, case_id: UUID, keys: Collection[str]) -> Besides:
    """Read it, of the facts named by ``keys`` only."""
    found = _BESIDES.read(session, case_id=case_id, keys=sorted(keys))
    return Besides(
        {row.key: row.value for row in found["history"]},
        {(row.kind, row.mark) for row in found["subjects"]},
    )


def still_open() -> ColumnElement[bool]:
    """Tasks that can still be moved."""
    return Task.state.in_(OPEN)


def could_be_reopened(states: Collection[TaskState]) -> ColumnElement[bool]:
    """Tasks whose end a supervisor may set aside."""
    return or_(*(Task.state == state for state in sorted(states)))


def just(task_id: UUID, states: Collection[TaskState]) -> ColumnElement[bool]:
    """One task, if it is in one of some states."""
    return and_(Task.id == task_id, could_be_reopened(states))
