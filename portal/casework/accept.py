"""Accept (受理): the application is complete and in the right place; the promised limit begins the day after."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.moves import make_move, stages_of
from portal.casework.notice import send_when_all_have_spoken
from portal.casework.opening import OpenCase, open_task
from portal.domain.actors import SYSTEM, Actor
from portal.domain.items import DecidedAt
from portal.domain.limits import due_on
from portal.domain.permissions import Permission
from portal.domain.states import TaskState, Verb
from portal.persistence.models import Task


def accept(work: Casework, actor: Actor, task_id: UUID, *, version: int | None = None) -> None:
    """Accept a task of one's own office. Raises NotFound, StaleVersion, IllegalMove, GuardFailed."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE, version=version) as (opened, task):
        event = make_move(opened, task, Verb.ACCEPT)
        begin_review(opened, task, opened.today)
        send_when_all_have_spoken(opened)
        opened.document("acceptance_notice", event, task=task)


def deem_accepted(work: Casework, task_id: UUID) -> None:
    """Silence counts as acceptance from the day of receipt (行政许可法 article 32). What was answered stays as it is.

    Raises NotFound, and GuardFailed where the item's regime knows no such rule.
    """
    with open_task(work, SYSTEM, task_id, Permission.SYSTEM_ADVANCE) as (opened, task):
        if task.state is not TaskState.SUBMITTED:
            return
        event = make_move(opened, task, Verb.DEEM_ACCEPTED)
        begin_review(opened, task, task.received_on or opened.today)
        send_when_all_have_spoken(opened)
        opened.document("acceptance_notice", event, task=task)


def begin_review(opened: OpenCase, task: Task, accepted_on: date) -> None:
    """Start the clock of a task that was accepted on a day, and send it over where that is how it is decided."""
    task.accepted_on = accepted_on
    task.stage = stages_of(opened, task)[0]
    task.due_on = due_on(accepted_on, task.promised_days, (), opened.work.calendar)
    if opened.item(task).decided_at is DecidedAt.DEPARTMENT_SYSTEM:
        opened.later("department_system", f"{task.id}:{task.version}", task=task)
