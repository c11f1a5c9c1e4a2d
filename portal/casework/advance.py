"""Begins what has its inputs, ends what can never have them. Run inside every verb that may change that."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.moves import make_move, task_inputs
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import SYSTEM
from portal.domain.inputs import InputState
from portal.domain.permissions import Permission
from portal.domain.states import ENDED, TaskState, Verb


def advance(work: Casework, case_id: UUID) -> None:
    """Advance one case in a transaction of its own."""
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        advance_tasks(opened)


def advance_tasks(opened: OpenCase) -> None:
    """Move waiting and lapsed tasks until nothing more follows. Only released cases move.

    Notes on the way when the whole case came to its end.
    """
    moved = opened.case.released_at is not None
    while moved:
        moved = False
        for item in opened.bundle.items:
            task = opened.tasks.get(item)
            if task is not None and task.state in {TaskState.WAITING, TaskState.LAPSED}:
                moved = _advance_one(opened, item) or moved
    over = bool(opened.tasks) and all(task.state in ENDED for task in opened.tasks.values())
    opened.case.ended_at = (opened.case.ended_at or opened.at) if over else None


def _advance_one(opened: OpenCase, item: str) -> bool:
    task = opened.tasks[item]
    inputs = task_inputs(opened, task)
    if task.state is TaskState.LAPSED:
        if inputs.state is InputState.IMPOSSIBLE:
            return False
        make_move(opened, task, Verb.REVIVE, actor=SYSTEM)
        opened.void("lapse_notice", task=task)
        task.reason = task.decided_at = None
        return True
    if inputs.state is InputState.READY:
        make_move(opened, task, Verb.BEGIN, actor=SYSTEM)
        task.received_on = opened.today
        return True
    if inputs.state is InputState.IMPOSSIBLE:
        reason = "confirmation_refused" if inputs.confirmations else "input_gone"
        event = make_move(
            opened,
            task,
            Verb.LAPSE,
            actor=SYSTEM,
            reason=reason,
            payload={"gone": list(inputs.items)},
        )
        opened.tell("task_lapsed", event, task=task)
        opened.document("lapse_notice", event, task=task)
        return True
    return False
