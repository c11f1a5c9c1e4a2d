"""By when an office must speak, and how near that day is, in words and as a lamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.calendar import WorkingCalendar
from portal.domain.limits import NOTICE_DAYS, Lamp, acceptance_deadline, lamp
from portal.domain.states import TaskState
from portal.web.house import gettext, ngettext

LAMP_KINDS = {Lamp.GREEN: "done", Lamp.YELLOW: "yours", Lamp.RED: "stopped", Lamp.NONE: "waiting"}
"""The colours of a lamp among those of the house; words stand beside them."""
LAMP_SYMBOLS = {
    Lamp.GREEN: "circle-check",
    Lamp.YELLOW: "hourglass",
    Lamp.RED: "triangle-alert",
    Lamp.NONE: "circle-pause",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next day an office is held to: to accept while it is submitted, to decide while it is in review."""

    day: date | None
    lamp: Lamp
    to_accept: bool
    days_left: int
    """Working days; negative when the day has passed."""

    @property
    def kind(self) -> str:
        """The colour."""
        return LAMP_KINDS[self.lamp]

    @property
    def symbol(self) -> str:
        """The icon beside the words."""
        return LAMP_SYMBOLS[self.lamp]

    @property
    def text(self) -> str:
        """The lamp in words, so that nothing hangs on its colour."""
        if self.day is None:
            return gettext("No clock runs")
        if self.days_left < 0:
            return ngettext(
                "%(num)s working day overdue", "%(num)s working days overdue", -self.days_left
            )
        if self.days_left == 0:
            return gettext("Due today")
        return ngettext("%(num)s working day left", "%(num)s working days left", self.days_left)


def deadline(
    state: TaskState,
    received_on: date | None,
    due_on: date | None,
    promised_days: int | None,
    *,
    calendar: WorkingCalendar,
    today: date,
) -> Deadline:
    """The deadline of a task in a state; none while it waits or when it has ended."""
    to_accept = state is TaskState.SUBMITTED
    day: date | None = None
    limit: int | None = None
    if to_accept and received_on is not None:
        day, limit = acceptance_deadline(received_on, calendar), NOTICE_DAYS
    elif state is TaskState.IN_REVIEW:
        day, limit = due_on, promised_days
    if day is None:
        return Deadline(None, Lamp.NONE, to_accept, 0)
    left = (
        calendar.working_days_between(today, day)
        if today <= day
        else -max(1, calendar.working_days_between(day, today))
    )
    return Deadline(day, lamp(today, day, calendar, limit), to_accept, left)
