"""Add an item: what the person left out at first, or put off (暂不办), joins a case that was sent already.

What it needs besides is asked for at once, in the same way as what an office sends back; its office waits for it.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import announce, requests_for
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.marks import corrections_in
from portal.casework.opening import OpenCase, open_case
from portal.casework.submit import missing, new_task
from portal.domain.actors import Actor
from portal.domain.conditions import applies
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.inserting import insert_rows
from portal.persistence.models import Correction, CorrectionMark

MATERIAL = "material."


def addable(opened: OpenCase) -> tuple[str, ...]:
    """The items that could join a case now: optional ones that its situation allows and that it does not have.

    None while it can still be taken back, after it came to its end, and while something is sent back: one list at a time.
    """
    case = opened.case
    if case.state is not CaseState.FILED or case.released_at is None or case.ended_at is not None:
        return ()
    if corrections_in(opened, CorrectionState.SENT):
        return ()
    return tuple(
        place.item
        for place in opened.bundle.items.values()
        if place.optional
        and place.item not in opened.tasks
        and applies(place.when, opened.bundle.seen(opened.facts))
    )


def add_item(work: Casework, actor: Actor, case_id: UUID, item: str) -> bool:
    """Add an item to a filed case; whether something is still to be filled in or handed in for it.

    Said twice, it is added once. Raises NotFound; WrongMoment when it cannot be added, or not now.
    """
    with open_case(work, actor, case_id, Permission.CASE_SUBMIT) as opened:
        if item in opened.tasks:
            return bool(corrections_in(opened, CorrectionState.SENT))
        if item not in addable(opened):
            raise WrongMoment("item_not_addable")
        before = missing(opened)
        task = new_task(opened, item)
        opened.tasks[item] = task
        insert_rows(opened.session, [task])
        opened.case.chosen = [*opened.case.chosen, item]
        opened.asked = None
        requests = requests_for(opened, item)
        insert_rows(opened.session, requests)
        wanted = sorted(missing(opened).keys() - before.keys())
        opened.touch()
        event = opened.record(
            "add_item", task=task, payload={"item": item, "office": task.office, "wanted": wanted}
        )
        for request in requests:
            announce(opened, request, event)
        if wanted:
            _ask_for(opened, task.id, wanted)
        advance_tasks(opened)
        return bool(wanted)


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
