"""Setting a decision aside: tasks that were refused, declined or terminated, and the act that names its ground."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.reopen import ReopenGround, reopen
from portal.domain.permissions import Permission
from portal.domain.states import REOPENABLE
from portal.persistence.queries import desk
from portal.persistence.queries.desk import PoolRow
from portal.web.access import requires
from portal.web.clerk.queue import QueueRow, RowMaker
from portal.web.clerk.refusals import Refusal, attempt, seen
from portal.web.desk_words import REOPEN_GROUNDS
from portal.web.house import actor, city_words, gettext, house
from portal.web.supervisor import blueprint

SHOWN = 100
LONGEST_REMARK = 1_000


@dataclass(frozen=True, slots=True)
class EndedRow:
    """One task whose end may be set aside."""

    task: QueueRow
    office: str
    version: int


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
    errors = {}
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
        found = _find(task_id)
        if found is None:
            flash(refusal.sentence, "info")
            return redirect(url_for("supervisor.ended"))
        return _page(found, ground, remark, {}, refusal), refusal.status
    flash(gettext("Set aside. The office handles it again, and the applicant is told."), "success")
    return redirect(url_for("supervisor.ended"))


def _find(task_id: UUID) -> EndedRow | None:
    with house().casework.db.reading() as session:
        found = desk.in_city(session, desk.just(task_id, REOPENABLE))
    return _row(RowMaker(), found[0]) if found else None


def _one(task_id: UUID) -> EndedRow:
    found = _find(task_id)
    if found is None:
        raise NotFound
    return found


def _row(maker: RowMaker, pooled: PoolRow) -> EndedRow:
    office = city_words().get(f"office.{pooled.task.office}.name", pooled.task.office)
    return EndedRow(maker.row(pooled), office, pooled.task.version)


def _page(
    row: EndedRow,
    ground: str = "",
    remark: str = "",
    errors: dict[str, str] | None = None,
    refusal: Refusal | None = None,
) -> str:
    errors = errors or {}
    return render_template(
        "pages/supervisor/reopen.html",
        row=row,
        refusal=refusal,
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
