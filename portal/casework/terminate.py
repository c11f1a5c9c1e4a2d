"""Terminate (终止办理): the office ends a task for a reason of the list, in writing."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import close_confirmations
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.moves import make_move
from portal.casework.notice import send_when_all_have_spoken
from portal.casework.opening import open_task
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import Verb


class TerminationReason(StrEnum):
    """Why an office may end a task without deciding it."""

    NOT_MENDED_IN_TIME = "not_mended_in_time"
    APPLICANT_UNREACHABLE = "applicant_unreachable"
    SUBJECT_GONE = "subject_gone"
    DUPLICATE = "duplicate"
    LAW_CHANGED = "law_changed"


def terminate(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    reason: str,
    *,
    remark: str = "",
    version: int | None = None,
) -> None:
    """End a task. Raises WrongMoment for a reason that is not in the list, NotFound, StaleVersion, IllegalMove."""
    if reason not in set(TerminationReason):
        raise WrongMoment("reason_unknown")
    with open_task(work, actor, task_id, Permission.TASK_TERMINATE, version=version) as (
        opened,
        task,
    ):
        event = make_move(opened, task, Verb.TERMINATE, reason=reason, remark=remark)
        close_confirmations(opened, task.id)
        opened.tell("task_terminated", event, task=task)
        opened.document("termination_notice", event, task=task)
        send_when_all_have_spoken(opened)
        advance_tasks(opened)
