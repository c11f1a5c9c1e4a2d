"""Reopen: a supervisor sets a decision aside and names the ground (撤销原决定并重新办理, 依复议或判决)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from portal.casework.accept import begin_review
from portal.casework.advance import advance_tasks
from portal.casework.confirmations import reopen_confirmations
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.moves import make_move
from portal.casework.opening import open_task
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import CaseState, Verb

ENDING = ("decision_refused", "non_acceptance", "termination_notice")
"""The papers that told of what a reopening sets aside."""


class ReopenGround(StrEnum):
    """On what ground a decision is set aside."""

    OWN_ERROR = "own_error"
    ADMINISTRATIVE_REVIEW = "administrative_review"
    COURT_JUDGMENT = "court_judgment"


def reopen(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    ground: str,
    remark: str,
    *,
    version: int | None = None,
) -> None:
    """Have a refused, declined or terminated task handled again. What lapsed because of it waits again.

    Raises WrongMoment for a ground not in the list, NotFound, StaleVersion, IllegalMove.
    """
    if ground not in set(ReopenGround):
        raise WrongMoment("ground_unknown")
    with open_task(work, actor, task_id, Permission.TASK_REOPEN, version=version) as (opened, task):
        event = make_move(opened, task, Verb.REOPEN, ground=ground, remark=remark)
        # What was set aside must not be shown as if it stood.
        opened.void(*ENDING, task=task)
        task.decided_at = None
        task.received_on = task.received_on or opened.today
        begin_review(opened, task, opened.today)
        reopen_confirmations(opened, task, event)
        opened.case.state = CaseState.FILED
        opened.tell("task_reopened", event, task=task)
        advance_tasks(opened)
