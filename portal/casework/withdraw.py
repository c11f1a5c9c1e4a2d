"""Withdraw: the person takes back the whole case, or some items, before the decision (撤回)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import OPEN, CaseState, Verb
from portal.casework.moves import make_move
from portal.persistence.models.correction import ConfirmationState
from portal.persistence.queries import tasks


def withdraw(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    items: Collection[str] | None = None,
    remark: str = "",
) -> None:
    """Withdraw open items, or all of them; what is decided stays decided. Items that waited for one of them lapse.

    Raises NotFound; WrongMoment when nothing is left to withdraw.
    """
    with open_case(work, actor, case_id, Permission.CASE_WITHDRAW) as opened:
        if opened.case.state is not CaseState.FILED:
            raise WrongMoment("not_filed")
        chosen = [
            task
            for item, task in opened.tasks.items()
            if task.state in OPEN and (items is None or item in items)
        ]
        if not chosen:
            raise WrongMoment("nothing_open")
        for task in chosen:
            make_move(opened, task, Verb.WITHDRAW, remark=remark)
            close_confirmations(opened, task.id)
        if all(task.state not in OPEN for task in opened.tasks.values()):
            _end(opened)
        opened.touch()
        event = opened.record("withdraw_case" if items is None else "withdraw_items")
        opened.tell("withdrawn", event)
        advance_tasks(opened)
        opened.document("withdrawal_receipt", event)


def _end(opened: OpenCase) -> None:
    opened.case.ended_at = opened.at
    if all(task.state == "withdrawn" for task in opened.tasks.values()):
        opened.case.state = CaseState.WITHDRAWN


def close_confirmations(opened: OpenCase, task_id: UUID) -> None:
    """Questions to others about a task that no longer needs an answer are void."""
    for request in tasks.confirmations(opened.session, opened.case.id):
        if request.task_id == task_id and request.state is ConfirmationState.ASKED:
            request.state = ConfirmationState.VOID
