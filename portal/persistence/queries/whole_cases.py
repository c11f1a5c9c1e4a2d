"""Several whole cases at once, in one statement however many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from portal.persistence.gathering import Gathering
from portal.persistence.models import Case
from portal.persistence.queries.cases import owned_by
from portal.persistence.queries.whole_case import WholeCase, everything, whole_of

_NAMED = everything(lambda column: column.in_(bindparam("ids", type_=Uuid(), expanding=True)))


def whole_cases(session: Session, case_ids: Collection[UUID]) -> dict[UUID, WholeCase]:
    """Read some cases with all that hangs on them."""
    if not case_ids:
        return {}
    found = _NAMED.read(session, ids=list(case_ids))
    return {whole.case.id: whole for whole in _each(found)}


def made_together(
    session: Session, group: UUID, account: UUID, person: UUID | None
) -> list[WholeCase]:
    """The cases made from one form that an account acting as a person has, in the order they were begun."""
    somebody = {"person": person} if person is not None else {}
    found = _siblings(known=person is not None).read(
        session, group=group, account=account, **somebody
    )
    return _each(found)


@cache
def _siblings(*, known: bool) -> Gathering:
    """The statement for an account that acts as a checked person, or as nobody yet."""
    mine = owned_by(
        bindparam("account", type_=Uuid()), bindparam("person", type_=Uuid()) if known else None
    )
    group = bindparam("group", type_=Uuid())
    # Where the cases themselves are asked for, too, the ids are to be found on their own.
    ids = select(Case.id).where(Case.siblings == group, mine).correlate(None)
    return everything(lambda column: column.in_(ids))


def _each(found: Mapping[str, Sequence[Any]]) -> list[WholeCase]:
    """The cases of a statement that brings several."""
    tasks = {task.id: task.case_id for task in found["tasks"]}
    corrections = {one.id: one.case_id for one in found["corrections"]}
    case_of: Mapping[str, Callable[[Any], UUID]] = {
        "case": lambda row: row.id,
        "results": lambda row: tasks[row.task_id],
        "marks": lambda row: corrections[row.correction_id],
    }
    of_case: dict[UUID, dict[str, list[Any]]] = {
        case.id: {name: [] for name in found} for case in found["case"]
    }
    for name, rows in found.items():
        belongs_to = case_of.get(name, attrgetter("case_id"))
        for row in rows:
            of_case[belongs_to(row)][name].append(row)
    return [whole for one in of_case.values() if (whole := whole_of(one)) is not None]
