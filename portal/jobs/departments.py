"""Demonstration of what lies outside: a department's own system that answers after a while, a bank that pays.

Without the demonstration nothing is answered here: the work waits until the department's system is joined on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.casework.decide import receive_approval
from portal.casework.errors import WrongMoment
from portal.casework.outcome import record_step
from portal.domain.actors import SYSTEM
from portal.domain.items import ResultKind
from portal.domain.results import ResultState
from portal.domain.states import GuardFailed, IllegalMove, TaskState
from portal.jobs.work import LONGEST_WAIT, NotYet, Work
from portal.persistence.queries import tasks

if TYPE_CHECKING:
    from portal.wiring import Portal

ANSWER_AFTER = timedelta(seconds=20)
MADE_AFTER = timedelta(seconds=40)
PAID_AFTER = timedelta(seconds=30)
LOOK_AGAIN = timedelta(minutes=1)


def answer(portal: Portal, work: Work) -> None:
    """The department's system says yes, and later that what it makes is ready."""
    _only_in_demo(portal)
    casework, task_id = portal.casework, work.task
    work.not_before(casework.clock(), ANSWER_AFTER * portal.settings.demo_pace)
    try:
        receive_approval(casework, task_id, number=None, issued_on=casework.today)
    except IllegalMove:
        return
    except GuardFailed:
        raise NotYet(LOOK_AGAIN) from None
    if _is_being_made(portal, work):
        work.not_before(casework.clock(), MADE_AFTER * portal.settings.demo_pace)
        record_step(casework, SYSTEM, task_id, ResultState.READY)


def pay(portal: Portal, work: Work) -> None:
    """The bank pays in the current month. No amount is invented."""
    _only_in_demo(portal)
    casework = portal.casework
    work.not_before(casework.clock(), PAID_AFTER * portal.settings.demo_pace)
    try:
        record_step(
            casework,
            SYSTEM,
            work.task,
            ResultState.PAID,
            details={"month": f"{casework.today:%Y-%m}"},
        )
    except WrongMoment:
        return


def _only_in_demo(portal: Portal) -> None:
    if not portal.settings.demo:
        raise NotYet(LONGEST_WAIT)


def _is_being_made(portal: Portal, work: Work) -> bool:
    with portal.casework.db.reading() as session:
        task = tasks.one(session, work.task)
        result = next(iter(tasks.results(session, [work.task])), None)
    return (
        task is not None
        and task.state is TaskState.APPROVED
        and result is not None
        and result.kind is ResultKind.PHYSICAL
        and result.state is ResultState.BEING_MADE
    )
