"""Looks at what the verbs have left behind."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.opening import open_case
from portal.domain.actors import SYSTEM
from portal.domain.mending import ConfirmationState
from portal.domain.states import TaskState
from portal.persistence.models import (
    Case,
    ConfirmationRequest,
    Correction,
    Document,
    Event,
    OutboxRow,
    Result,
    Task,
)
from portal.persistence.queries import cases, record, tasks


def case_of(work: Casework, case: UUID) -> Case:
    """The case as it stands now."""
    with work.db.reading() as session:
        found = cases.one(session, case)
    assert found is not None
    return found


def tasks_of(work: Casework, case: UUID) -> dict[str, Task]:
    """The tasks of a case by item."""
    with work.db.reading() as session:
        return {task.item: task for task in tasks.of_case(session, case)}


def task_of(work: Casework, case: UUID, item: str) -> Task:
    """One task of a case."""
    return tasks_of(work, case)[item]


def states_of(work: Casework, case: UUID) -> dict[str, TaskState]:
    """Where each item of a case stands."""
    return {item: task.state for item, task in tasks_of(work, case).items()}


def facts_of(work: Casework, case: UUID) -> dict[str, str]:
    """Current values of a case by key."""
    with open_case(work, SYSTEM, case, None) as opened:
        return dict(opened.facts)


def events_of(work: Casework, case: UUID) -> list[Event]:
    """Every event of a case, the oldest first."""
    with work.db.reading() as session:
        return list(record.events(session, case))


def verbs_of(work: Casework, case: UUID) -> list[str]:
    """What happened, by verb."""
    return [event.verb for event in events_of(work, case)]


def outbox_rows(work: Casework) -> list[OutboxRow]:
    """Every piece of later work of the whole database, in the order it was asked for."""
    with work.db.reading() as session:
        return list(session.query(OutboxRow).order_by(OutboxRow.id))


def open_confirmations(work: Casework, case: UUID) -> list[ConfirmationRequest]:
    """Questions to the other parent that are not answered yet."""
    return [r for r in confirmations_of(work, case) if r.state is ConfirmationState.ASKED]


def confirmations_of(work: Casework, case: UUID) -> list[ConfirmationRequest]:
    """Every question to the other parent."""
    with work.db.reading() as session:
        return list(tasks.confirmations(session, case))


def corrections_of(work: Casework, case: UUID) -> list[Correction]:
    """Every request to mend something."""
    with work.db.reading() as session:
        return list(tasks.corrections(session, case))


def result_of(work: Casework, case: UUID, item: str) -> Result | None:
    """What came out of an item."""
    with work.db.reading() as session:
        return next(iter(tasks.results(session, [task_of(work, case, item).id])), None)


def documents_of(work: Casework, case: UUID) -> list[Document]:
    """Every document made, or being made, for a case."""
    with work.db.reading() as session:
        return list(tasks.documents(session, case))


def licence_is_coming(work: Casework, task: UUID) -> bool:
    """Whether the worker was asked to fetch the licence of a task."""
    return any(row.kind == "fetch_licence" and row.task_id == task for row in outbox_rows(work))
