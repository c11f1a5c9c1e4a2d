"""Setting a decision aside: tasks that were refused, declined or terminated, and the act that names its ground."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.reopen import ReopenGround, reopen
from portal.domain.permissions import Permission
from portal.domain.states import REOPENABLE, TaskState, Verb
from portal.persistence.queries import desk, record, staff
from portal.persistence.queries.desk import PoolRow
from portal.web.access import requires
from portal.web.clerk import history as histories
from portal.web.clerk.history import HistoryLine
from portal.web.clerk.queue import QueueRow, RowMaker, office_name
from portal.web.clerk.refusals import (
    Refusal,
    Seen,
    attempt,
    conflict,
    outrun,
    repeated,
    seen,
)
from portal.web.clerk.task_file import described
from portal.web.desk_words import REOPEN_GROUNDS
from portal.web.house import actor, gettext, house
from portal.web.supervisor import blueprint

SHOWN = 100
LONGEST_REMARK = 1_000


@dataclass(frozen=True, slots=True)
class EndedRow:
    """One task whose end may be set aside."""

    task: QueueRow
    office: str
    version: int
    seen: int
    """The sequence of the newest event of the task when this was read."""
    history: tuple[HistoryLine, ...] = ()
    """What happened to the task, without what anybody wrote; only where one task is looked at."""


@blueprint.get("/ended")
@requires(Permission.TASK_REOPEN)
def ended() -> ResponseReturnValue:
    """Every task that ended without approval by an act of an office, the latest first."""
    with house().casework.db.reading() as session:
        found = desk.in_city(session, desk.could_be_reopened(REOPENABLE), limit=SHOWN)
    maker = RowMaker()
    rows = sorted(
        (_row(maker, pooled) for pooled in found),
        key=lambda row: (row.task.decided_on is not None, row.task.decided_on),
        reverse=True,
    )
    return render_template("pages/supervisor/ended.html", rows=rows)


@blueprint.get("/tasks/<uuid:task_id>/reopen")
@requires(Permission.TASK_REOPEN)
def reopening(task_id: UUID) -> ResponseReturnValue:
    """Ask for the ground before a decision is set aside."""
    return _page(_one(task_id))


@blueprint.post("/tasks/<uuid:task_id>/reopen")
@requires(Permission.TASK_REOPEN)
def reopen_task(task_id: UUID) -> ResponseReturnValue:
    """Set a decision aside and have the task handled again."""
    before = seen()
    ground = request.form.get("ground", "")
    remark = request.form.get("remark", "")[:LONGEST_REMARK].strip()
    row = _one(task_id, set(TaskState))
    errors: dict[str, str] = {}
    refusal = outrun(row.version, before)
    if refusal is not None and repeated(row.history, before, Verb.REOPEN):
        return _done()
    if refusal is not None:
        return _page(row, ground, remark, errors, refusal, before), refusal.status
    if ground not in set(ReopenGround):
        errors["ground"] = gettext("Choose the ground.")
    if not remark:
        errors["remark"] = gettext("Name the decision or judgment, or say what was wrong.")
    if errors:
        return _page(_one(task_id), ground, remark, errors), 422
    refusal = attempt(
        lambda: reopen(house().casework, actor(), task_id, ground, remark, version=before.version)
    )
    if refusal is not None:
        row = _one(task_id, set(TaskState))
        return _page(row, ground, remark, errors, refusal, before), refusal.status
    return _done()


def _done() -> ResponseReturnValue:
    flash(gettext("Set aside. The office handles it again, and the applicant is told."), "success")
    return redirect(url_for("supervisor.ended"))


def _one(task_id: UUID, states: Collection[TaskState] = REOPENABLE) -> EndedRow:
    with house().casework.db.reading() as session:
        found = desk.in_city(session, desk.just(task_id, states))
        if not found:
            raise NotFound
        events = [
            event
            for event in record.events(session, found[0].task.case_id)
            if event.task_id == task_id
        ]
        colleagues = staff.members(session, histories.staff_in(events, None))
    lines = histories.history_lines(events, {}, described(colleagues))
    return _row(RowMaker(), found[0], events[-1].sequence if events else 0, lines)


def _row(
    maker: RowMaker, pooled: PoolRow, seen: int = 0, history: tuple[HistoryLine, ...] = ()
) -> EndedRow:
    return EndedRow(
        maker.row(pooled), office_name(pooled.task.office), pooled.task.version, seen, history
    )


def _ground_text(ground: str) -> str:
    words = {one.value: words for one, words in REOPEN_GROUNDS.items()}.get(ground)
    return gettext(words) if words else ""


def _page(
    row: EndedRow,
    ground: str = "",
    remark: str = "",
    errors: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    before: Seen | None = None,
) -> str:
    errors = errors or {}
    possible = row.task.state_code in REOPENABLE
    return render_template(
        "pages/supervisor/reopen.html",
        row=row,
        refusal=refusal,
        possible=possible,
        conflict=conflict(
            row.history,
            refusal,
            before,
            gettext("Set the decision aside and have it handled again"),
            [(gettext("Ground"), _ground_text(ground)), (gettext("Remark"), remark)],
            possible=possible,
        ),
        errors=[{"field_id": name, "text": text} for name, text in errors.items()],
        ground={
            "id": "ground",
            "name": "ground",
            "label": gettext("On what ground is the decision set aside?"),
            "value": ground,
            "options": [
                {"value": one.value, "text": gettext(words)}
                for one, words in REOPEN_GROUNDS.items()
            ],
            "error": errors.get("ground", ""),
        },
        remark={
            "id": "remark",
            "name": "remark",
            "label": gettext("Number of the decision or judgment, and what follows from it"),
            "hint": gettext("The office reads this, and it stays in the record."),
            "value": remark,
            "maxlength": LONGEST_REMARK,
            "error": errors.get("remark", ""),
        },
    )
