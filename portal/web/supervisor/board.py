"""The limits of the whole city at a glance: lamps, figures by department, and the nudge. No personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.errors import WrongMoment
from portal.casework.nudge import nudge
from portal.domain.limits import Lamp
from portal.domain.permissions import Permission
from portal.persistence.queries import desk
from portal.persistence.queries.desk import DueCount
from portal.web.access import requires
from portal.web.clerk.queue import QueueRow, RowMaker
from portal.web.deadlines import deadline
from portal.web.desk_words import LAMPS
from portal.web.faults import moment_text
from portal.web.house import actor, city_words, gettext, house
from portal.web.supervisor import blueprint

SHOWN = 500
LONGEST_REMARK = 300


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One open task of the city."""

    task: QueueRow
    department: str
    office: str
    unrouted: bool
    nudges: int


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """How the open tasks of one department stand."""

    id: str
    name: str
    on_time: int
    near: int
    overdue: int
    no_clock: int

    @property
    def total(self) -> int:
        """All open tasks."""
        return self.on_time + self.near + self.overdue + self.no_clock


@blueprint.get("")
@requires(Permission.LIMITS_WATCH)
def board() -> ResponseReturnValue:
    """Every open task, those nobody could be found for on top."""
    department = request.args.get("department", "")
    lamp = request.args.get("lamp", "")
    with house().casework.db.reading() as session:
        counted = desk.due_counts(session)
        figures = _figures(counted)
        known = department if department in {one.id for one in figures} else ""
        found = desk.in_city(session, desk.still_open(), department=known or None, limit=SHOWN)
    maker, words = RowMaker(), city_words()
    rows = [
        BoardRow(
            task=maker.row(pooled),
            department=words.get(
                f"department.{pooled.task.department}.name", pooled.task.department
            ),
            office=words.get(f"office.{pooled.task.office}.name", pooled.task.office),
            unrouted=pooled.task.unrouted,
            nudges=pooled.nudges,
        )
        for pooled in found
    ]
    shown = sorted(
        (row for row in rows if lamp in {"", row.task.deadline.lamp.value}),
        key=lambda row: (not row.unrouted, row.task.deadline.day or date.max),
    )
    return render_template(
        "pages/supervisor/board.html",
        rows=shown,
        figures=figures,
        department=known,
        chosen_lamp=lamp if lamp in set(Lamp) else "",
        departments=[{"value": one.id, "text": one.name} for one in figures],
        lamps=[{"value": one.value, "text": gettext(text)} for one, text in LAMPS.items()],
        cut=len(found) == SHOWN,
    )


@blueprint.post("/tasks/<uuid:task_id>/nudge")
@requires(Permission.LIMITS_WATCH)
def nudge_office(task_id: UUID) -> ResponseReturnValue:
    """Urge an office, on the record."""
    remark = request.form.get("remark", "")[:LONGEST_REMARK].strip()
    try:
        nudge(house().casework, actor(), task_id, remark)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    else:
        flash(gettext("Urged. The office sees it on the task."), "success")
    return redirect(
        url_for(
            "supervisor.board",
            department=request.form.get("department") or None,
            lamp=request.form.get("lamp") or None,
        )
    )


def _figures(counted: Sequence[DueCount]) -> list[DepartmentFigures]:
    work, words = house().casework, city_words()
    tally: dict[str, dict[Lamp, int]] = {}
    for one in counted:
        stands = deadline(
            one.state,
            one.received_on,
            one.due_on,
            one.promised_days,
            calendar=work.calendar,
            today=work.today,
        )
        lamps = tally.setdefault(one.department, dict.fromkeys(Lamp, 0))
        lamps[stands.lamp] += one.tasks
    figures = [
        DepartmentFigures(
            id=department,
            name=words.get(f"department.{department}.name", department),
            on_time=lamps[Lamp.GREEN],
            near=lamps[Lamp.YELLOW],
            overdue=lamps[Lamp.RED],
            no_clock=lamps[Lamp.NONE],
        )
        for department, lamps in tally.items()
    ]
    return sorted(figures, key=lambda one: (-one.overdue, -one.near, one.id))
