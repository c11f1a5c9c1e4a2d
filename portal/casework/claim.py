"""Claim: a clerk takes a task out of the office's pool, so that no two work on it (claims run out by themselves)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.opening import open_task
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import OPEN
from portal.persistence.models import Task

CLAIM_LASTS = timedelta(hours=2)


def claim(work: Casework, actor: Actor, task_id: UUID) -> None:
    """Take a task. Raises WrongMoment when a colleague has it, or it has ended."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE) as (opened, task):
        if task.state not in OPEN:
            raise WrongMoment("ended")
        if claimed_by_other(task, actor, opened.at):
            raise WrongMoment("claimed_by_colleague")
        task.claimed_by, task.claimed_at = actor.id, opened.at
        opened.record("claim", task=task)


def unclaim(work: Casework, actor: Actor, task_id: UUID) -> None:
    """Put a task back into the pool. Nothing happens when it was not taken."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE) as (opened, task):
        if task.claimed_by == actor.id:
            task.claimed_by = task.claimed_at = None
            opened.record("unclaim", task=task)


def claimed_by_other(task: Task, actor: Actor, at: datetime) -> bool:
    """Whether a colleague holds a claim that has not run out."""
    if task.claimed_by is None or task.claimed_at is None or task.claimed_by == actor.id:
        return False
    return at < task.claimed_at + CLAIM_LASTS
