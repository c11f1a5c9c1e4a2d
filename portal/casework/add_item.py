"""Add an item: what the person left out at first, or put off (暂不办), joins a case that was sent already.

What it needs besides is asked for at once, in the same way as what an office sends back; its office waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import announce, requests_for
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.marks import corrections_in
from portal.casework.moves import make_move
from portal.casework.opening import OpenCase, open_case
from portal.casework.reading import all_corrections_in
from portal.casework.submit import missing, new_task
from portal.domain.actors import Actor
from portal.domain.adding import Hindrance, additions, hindrance
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.states import TaskState, Verb
from portal.persistence.inserting import insert_rows
from portal.persistence.models import Case, Correction, CorrectionMark, Task

MATERIAL = "material."


def hindrance_of(case: Case, corrections: Iterable[Correction]) -> Hindrance | None:
    """What keeps anything from being added to a case with these corrections."""
    return hindrance(
        case.state,
        released=case.released_at is not None,
        ended=case.ended_at is not None,
        mending=any(one.state is CorrectionState.SENT for one in corrections),
    )


def _addable(opened: OpenCase) -> tuple[str, ...]:
    """The items that could join a case now: those that its situation allows and that it does not have, or not any more."""
    if hindrance_of(opened.case, all_corrections_in(opened)):
        return ()
    states = {item: task.state for item, task in opened.tasks.items()}
    every = additions(opened.bundle, opened.facts, states)
    return tuple(one.item for one in every if not one.gone)


def add_item(work: Casework, actor: Actor, case_id: UUID, item: str) -> bool:
    """Add an item to a filed case, also one that was withdrawn; whether something is still wanting for it.

    Said twice, it is added once. Raises NotFound; WrongMoment when it cannot be added, or not now.
    """
    with open_case(work, actor, case_id, Permission.CASE_SUBMIT) as opened:
        old = opened.tasks.get(item)
        if old is not None and old.state is not TaskState.WITHDRAWN:
            return bool(corrections_in(opened, CorrectionState.SENT))
        if item not in _addable(opened):
            raise WrongMoment("item_not_addable")
        opened.tasks.pop(item, None)
        opened.asked = None
        before = missing(opened)
        task = old or new_task(opened, item)
        opened.tasks[item] = task
        opened.asked = None
        wanted = sorted(missing(opened).keys() - before.keys())
        payload = {"office": task.office, "wanted": wanted}
        if old is None:
            insert_rows(opened.session, [task])
            event = opened.record("add_item", task=task, payload={"item": item, **payload})
        else:
            event = make_move(opened, task, Verb.ADD_AGAIN, payload=payload)
            _as_new(task)
        if item not in opened.case.chosen:
            opened.case.chosen = [*opened.case.chosen, item]
        requests = requests_for(opened, item)
        insert_rows(opened.session, requests)
        opened.touch()
        for request in requests:
            announce(opened, request, event)
        if wanted:
            _ask_for(opened, task.id, wanted)
        advance_tasks(opened)
        return bool(wanted)


def _as_new(task: Task) -> None:
    """Nothing of its first time holds any more: it is received, accepted and decided anew. The record keeps what was."""
    task.stage = 0
    task.received_on = task.accepted_on = task.due_on = None
    task.decided_at = task.reason = task.remark_id = None
    task.review_mark = False


def _ask_for(opened: OpenCase, task: UUID, wanted: list[str]) -> None:
    """Put what is missing on the person's list, as if an office had asked for it and the list had gone out."""
    correction = Correction(
        id=uuid4(),
        case_id=opened.case.id,
        task_id=task,
        state=CorrectionState.SENT,
        asked_by=None,
        asked_at=opened.at,
        sent_at=opened.at,
    )
    opened.session.add(correction)
    opened.session.flush()
    for reference in wanted:
        paper = reference.startswith(MATERIAL)
        opened.session.add(
            CorrectionMark(
                id=uuid4(),
                correction_id=correction.id,
                kind="material" if paper else "fact",
                reference=reference.removeprefix(MATERIAL) if paper else reference,
                why="",
            )
        )
    opened.session.flush()
