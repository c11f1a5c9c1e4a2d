"""What the page of one question to another person is made of, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from portal.domain.facts import Stream
from portal.persistence.gathering import Gathering, Part, Reader, first
from portal.persistence.models import Case, Consent, Fact, Task

_CASE = bindparam("case_id", type_=Uuid())
_ABOUT = Gathering(
    case=Part(Case, [Case.id == _CASE]),
    task=Part(Task, [Task.id == bindparam("task_id", type_=Uuid())]),
    facts=Part(Fact, [Fact.case_id == _CASE, Fact.stream == Stream.CURRENT], [Fact.key]),
    grounds=Part(
        Consent,
        [
            Consent.case_id == _CASE,
            Consent.person_id == bindparam("person", type_=Uuid()),
            Consent.withdrawn_at.is_(None),
        ],
        [Consent.given_at, Consent.id],
    ),
)


class AskedAbout(NamedTuple):
    """The case and the task that a question belongs to.

    ``facts`` are the current ones, empty ones left out; ``grounds`` those that stand about the person asked.
    """

    case: Case
    task: Task | None
    facts: dict[str, str]
    grounds: Sequence[Consent]


def asked_about(reader: Reader, case_id: UUID, task_id: UUID, person: UUID) -> AskedAbout | None:
    """Read it for one person; None when there is no such case."""
    found = _ABOUT.read(reader, case_id=case_id, task_id=task_id, person=person)
    case: Case | None = first(found["case"])
    if case is None:
        return None
    return AskedAbout(
        case,
        first(found["task"]),
        {fact.key: fact.value for fact in found["facts"] if fact.value},
        found["grounds"],
    )
