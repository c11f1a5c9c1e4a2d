"""Withdraw: the person takes back the whole case, or some items, before the decision (撤回)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import close_confirmations
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.moves import make_move
from portal.casework.notice import send_when_all_have_spoken
from portal.casework.opening import open_case
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import OPEN, CaseState, TaskState, Verb


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
        if all(task.state is TaskState.WITHDRAWN for task in opened.tasks.values()):
            opened.case.state = CaseState.WITHDRAWN
        opened.touch()
        event = opened.record("withdraw_case" if items is None else "withdraw_items")
        opened.tell("withdrawn", event)
        advance_tasks(opened)
        send_when_all_have_spoken(opened)
        opened.document("withdrawal_receipt", event)
