"""A person's cases with just enough to say where each stands: one statement, however many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.persistence.gathering import Gathering, Part
from portal.persistence.models import Case, ConfirmationRequest, Correction, Fact, Result, Task
from portal.persistence.queries.cases import owned_by
from portal.persistence.queries.standing import named_or_checking

MOST = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the list, to be read only."""

    case: Case
    tasks: Sequence[Task]
    facts: Sequence[Fact]
    corrections: Sequence[Correction]
    confirmations: Sequence[ConfirmationRequest]
    results: Sequence[Result]


def case_list(
    session: Session, account: UUID, person: UUID | None, names: Collection[str] | None = None
) -> list[CaseRow]:
    """Cases of an account acting as a person, the latest change first, at most a hundred.

    Of the facts only those named, and those that are still being checked; all of them where ``names`` is None.
    """
    more: dict[str, Any] = {} if person is None else {"person": person}
    if names is not None:
        more["names"] = sorted(names)
    cases = _cases(known=person is not None, named=names is not None)
    found = cases.read(session, account=account, **more)
    case_of_task = {task.id: task.case_id for task in found["tasks"]}
    tasks = _grouped(found["tasks"], lambda task: task.case_id)
    facts = _grouped(found["facts"], lambda fact: fact.case_id)
    corrections = _grouped(found["corrections"], lambda correction: correction.case_id)
    asked = _grouped(found["asked"], lambda request: request.case_id)
    results = _grouped(found["results"], lambda result: case_of_task[result.task_id])
    return [
        CaseRow(
            case,
            tasks[case.id],
            facts[case.id],
            corrections[case.id],
            asked[case.id],
            results[case.id],
        )
        for case in found["cases"]
    ]


@cache
def _cases(*, known: bool, named: bool) -> Gathering:
    """The statement for an account that acts as a checked person, or as nobody yet; with ``named`` facts, or with all."""
    mine = owned_by(
        bindparam("account", type_=Uuid()), bindparam("person", type_=Uuid()) if known else None
    )
    ids = select(Case.id).where(mine).order_by(Case.saved_at.desc()).limit(MOST)
    tasks = select(Task.id).where(Task.case_id.in_(ids))
    wanted = (
        [named_or_checking(bindparam("names", type_=String(), expanding=True))] if named else []
    )
    return Gathering(
        cases=Part(Case, [mine], [Case.saved_at.desc()], most=MOST),
        tasks=Part(Task, [Task.case_id.in_(ids)], [Task.item, Task.id]),
        facts=Part(
            Fact,
            [Fact.case_id.in_(ids), Fact.stream == Stream.CURRENT, *wanted],
            [Fact.case_id, Fact.key],
        ),
        corrections=Part(
            Correction,
            [Correction.case_id.in_(ids), Correction.state == CorrectionState.SENT],
            [Correction.asked_at, Correction.id],
        ),
        asked=Part(
            ConfirmationRequest,
            [
                ConfirmationRequest.case_id.in_(ids),
                ConfirmationRequest.state == ConfirmationState.ASKED,
            ],
            [ConfirmationRequest.asked_at, ConfirmationRequest.id],
        ),
        results=Part(Result, [Result.task_id.in_(tasks)], [Result.task_id]),
    )


def _grouped(rows: Iterable[T], case_of: Callable[[Any], UUID]) -> dict[UUID, list[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        groups[case_of(row)].append(row)
    return groups
