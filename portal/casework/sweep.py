"""Sweep: what comes due by the mere passing of days."""

from __future__ import annotations

from portal.casework.accept import deem_accepted
from portal.casework.benefit_check import sweep_benefits
from portal.casework.context import Casework
from portal.casework.notice import send_corrections
from portal.casework.release import release
from portal.domain.limits import REGIMES, deemed_accepted_on
from portal.persistence.queries import cases, tasks


def sweep(work: Casework) -> None:
    """Release what was held long enough, send late lists, let silence count where the law says so, and see to yearly checks."""
    with work.db.reading() as session:
        held = cases.held_before(session, work.clock())
        unsent = tasks.cases_with_written_corrections(session)
        silent = [
            (task.id, task.received_on, work.shelf.get(case.release_id).items[task.item].regime)
            for task, case in tasks.received_not_accepted(session, work.today)
        ]
        asked = tasks.tasks_with_corrections(session, [task for task, _, _ in silent])
    for case_id in held:
        release(work, case_id)
    for case_id in unsent:
        send_corrections(work, case_id)
    for task_id, received_on, regime in silent:
        rules = REGIMES[regime]
        if received_on is None or not rules.deemed_acceptance:
            continue
        if (
            deemed_accepted_on(rules, received_on, asked.get(task_id), work.today, work.calendar)
            is not None
        ):
            deem_accepted(work, task_id)
    sweep_benefits(work)
