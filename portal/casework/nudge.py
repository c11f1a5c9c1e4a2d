"""Nudge (催办): the supervisor asks an office to move, on the record."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.opening import open_case
from portal.domain.actors import Actor
from portal.domain.permissions import Permission, Scope, allowed
from portal.domain.states import OPEN
from portal.persistence.queries import tasks


def nudge(work: Casework, actor: Actor, task_id: UUID, remark: str = "") -> None:
    """Put a nudge on the record; the office sees it on the task. Raises NotFound, WrongMoment when it has ended."""
    if not allowed(Permission.LIMITS_WATCH, actor, Scope()):
        raise NotFound(f"task {task_id}")
    with work.db.reading() as session:
        found = tasks.one(session, task_id)
    if found is None:
        raise NotFound(f"task {task_id}")
    with open_case(work, actor, found.case_id, None) as opened:
        task = opened.task(task_id)
        if task.state not in OPEN:
            raise WrongMoment("ended")
        opened.record("nudge", task=task, remark=remark)
