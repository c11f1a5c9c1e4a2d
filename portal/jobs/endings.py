"""The papers that tell of an end without a yes: not accepted, ended by the office, waited for in vain, paid no longer."""

from __future__ import annotations

from typing import Any

from portal.casework.terminate import TerminationReason
from portal.documents import views
from portal.domain.benefit_reasons import StopReason
from portal.domain.calendar import local_date
from portal.domain.months import last_day
from portal.jobs.desk import Desk
from portal.words import _

_ENDED_BECAUSE = {
    TerminationReason.NOT_MENDED_IN_TIME: _("What had to be mended was not sent in time."),
    TerminationReason.APPLICANT_UNREACHABLE: _(
        "We could not reach you at the telephone number given."
    ),
    TerminationReason.SUBJECT_GONE: _("What the application was about does not exist any more."),
    TerminationReason.DUPLICATE: _("The same had been applied for before."),
    TerminationReason.LAW_CHANGED: _(
        "The law has changed, and this matter is no longer handled in this way."
    ),
}
_STOPPED_BECAUSE = {
    StopReason.MOVED_AWAY: _("You live outside the city now."),
    StopReason.NOT_ENTITLED: _("The conditions for it no longer hold."),
}


def non_acceptance(desk: Desk) -> views.Frame:
    """不予受理: why, and what can be done against it."""
    return views.NonAcceptanceView(
        **desk.frame(),
        task_name=desk.labels.item(desk.task.item),
        received_on=desk.day(desk.task.received_on),
        reasons=(desk.remark(),),
        ground=desk.ground(),
        remedies=desk.remedies(),
    )


def termination_notice(desk: Desk) -> views.Frame:
    """终止办理: why the office stopped."""
    return views.TerminationNoticeView(
        **_end(desk, _ENDED_BECAUSE[TerminationReason(desk.event.reason or "")]),
        ended_on=desk.day(local_date(desk.event.at)),
    )


def lapse_notice(desk: Desk) -> views.Frame:
    """What an item waited for will not come."""
    gone = [desk.labels.item(item) for item in desk.event.payload.get("gone", [])]
    cause = (
        desk.words.gettext(
            "This cannot go on because it needed the result of: %(items)s.",
            items=desk.labels.listed(gone),
        )
        if gone
        else desk.words.gettext(
            "This cannot go on because the person who was asked to confirm said no."
        )
    )
    return views.LapseNoticeView(
        **desk.frame(),
        task_name=desk.labels.item(desk.task.item),
        department=desk.labels.department(desk.task.department),
        phone=desk.phones.get(desk.task.office, ""),
        lapsed_on=desk.day(local_date(desk.event.at)),
        cause=cause,
        alternatives=(
            desk.words.gettext("If the cause is set right, this goes on by itself."),
            desk.words.gettext("You can also apply for it alone, at the office named here."),
        ),
    )


def stop_notice(desk: Desk) -> views.Frame:
    """停发: until when a benefit is paid, and why."""
    return views.StopNoticeView(
        **_end(desk, _STOPPED_BECAUSE[StopReason(desk.event.reason or "")]),
        paid_until=desk.day(last_day(desk.event.payload["last_month"])),
    )


def _end(desk: Desk, cause: str) -> dict[str, Any]:
    """What both say."""
    written = desk.remark()
    return {
        **desk.frame(),
        "task_name": desk.labels.item(desk.task.item),
        "cause": desk.words.gettext(cause),
        "reasons": (written,) if written else (),
        "ground": desk.ground(),
        "remedies": desk.remedies(),
    }
