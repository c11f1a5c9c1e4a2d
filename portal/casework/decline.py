"""Decline (不予受理): not in this office's competence; in writing, with the reason and where to go instead."""

from __future__ import annotations

from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import close_confirmations
from portal.casework.context import Casework
from portal.casework.moves import make_move
from portal.casework.notice import send_when_all_have_spoken
from portal.casework.opening import open_task
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import Verb


def decline(
    work: Casework, actor: Actor, task_id: UUID, reason: str, *, version: int | None = None
) -> None:
    """Do not accept a task. Raises GuardFailed without a reason, NotFound, StaleVersion, IllegalMove."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE, version=version) as (opened, task):
        event = make_move(opened, task, Verb.DECLINE, remark=reason)
        close_confirmations(opened, task.id)
        opened.tell("task_not_accepted", event, task=task)
        send_when_all_have_spoken(opened)
        advance_tasks(opened)
        opened.document("non_acceptance", event, task=task)
