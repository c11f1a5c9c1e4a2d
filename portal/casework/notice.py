"""One notice: what all offices want mended reaches the person as one list (design rule 6; 行政许可法 article 32)."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.marks import corrections_in
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import SYSTEM
from portal.domain.limits import notice_deadline
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.states import TaskState
from portal.persistence.queries import tasks


def send_corrections(work: Casework, case_id: UUID) -> None:
    """Look again whether the list must go out; the daily sweep calls this."""
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        send_when_all_have_spoken(opened)


def send_when_all_have_spoken(opened: OpenCase) -> None:
    """Send the list when every begun task has spoken, or when waiting longer would make it late."""
    written = corrections_in(opened, CorrectionState.WRITTEN)
    if not written or not (_all_have_spoken(opened) or _must_go_now(opened)):
        return
    for correction in written:
        correction.state, correction.sent_at = CorrectionState.SENT, opened.at
    event = opened.record(
        "send_corrections",
        actor=SYSTEM,
        payload={"corrections": sorted(str(c.id) for c in written)},
    )
    opened.tell("correction_sent", event)
    opened.document("correction_notice", event)


def _all_have_spoken(opened: OpenCase) -> bool:
    asked = {
        c.task_id
        for c in tasks.corrections(opened.session, opened.case.id)
        if c.state in {CorrectionState.WRITTEN, CorrectionState.SENT}
    }
    return all(
        task.state is not TaskState.SUBMITTED or task.id in asked for task in opened.tasks.values()
    )


def _must_go_now(opened: OpenCase) -> bool:
    received = [
        t.received_on
        for t in opened.tasks.values()
        if t.state is TaskState.SUBMITTED and t.received_on
    ]
    return bool(received) and opened.today >= notice_deadline(received, opened.work.calendar)
