"""A person's cases with just enough to say where each stands: five statements, however many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.persistence.models import Case, ConfirmationRequest, Correction, Fact, Result, Task
from portal.persistence.queries.cases import owned_by

MOST = 100


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the list."""

    case: Case
    tasks: Sequence[Task]
    facts: Sequence[Fact]
    corrections: Sequence[Correction]
    confirmations: Sequence[ConfirmationRequest]
    results: Sequence[Result]


def case_list(session: Session, account: UUID, person: UUID | None) -> list[CaseRow]:
    """Cases of an account acting as a person, the latest change first, at most a hundred."""
    cases = session.scalars(
        select(Case).where(owned_by(account, person)).order_by(Case.saved_at.desc()).limit(MOST)
    ).all()
    ids = [case.id for case in cases]
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    results: dict[UUID, list[Result]] = defaultdict(list)
    for task, result in session.execute(
        select(Task, Result)
        .outerjoin(Result, Result.task_id == Task.id)
        .where(Task.case_id.in_(ids))
        .order_by(Task.item, Task.id)
    ):
        tasks[task.case_id].append(task)
        if result is not None:
            results[task.case_id].append(result)
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in session.scalars(
        select(Fact).where(Fact.case_id.in_(ids), Fact.stream == Stream.CURRENT).order_by(Fact.key)
    ):
        facts[fact.case_id].append(fact)
    corrections: dict[UUID, list[Correction]] = defaultdict(list)
    for correction in session.scalars(
        select(Correction)
        .where(Correction.case_id.in_(ids), Correction.state == CorrectionState.SENT)
        .order_by(Correction.asked_at, Correction.id)
    ):
        corrections[correction.case_id].append(correction)
    asked: dict[UUID, list[ConfirmationRequest]] = defaultdict(list)
    for request in session.scalars(
        select(ConfirmationRequest)
        .where(
            ConfirmationRequest.case_id.in_(ids),
            ConfirmationRequest.state == ConfirmationState.ASKED,
        )
        .order_by(ConfirmationRequest.asked_at, ConfirmationRequest.id)
    ):
        asked[request.case_id].append(request)
    return [
        CaseRow(
            case,
            tasks[case.id],
            facts[case.id],
            corrections[case.id],
            asked[case.id],
            results[case.id],
        )
        for case in cases
    ]
