"""By hand: one screen in the order of the other system's form, with copy keys and a file; then what came out is entered back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.decide import Entered, approve
from portal.domain.answers import Fault
from portal.domain.items import DecidedAt
from portal.domain.permissions import Permission
from portal.domain.states import Verb
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.offers import main_offer
from portal.web.clerk.own_fields import are_kept, own_fields, own_typed, own_words
from portal.web.clerk.refusals import Refusal, Seen, attempt, conflict, outrun, repeated, seen
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.faults import fault_text
from portal.web.house import actor, gettext, house
from portal.web.looking import Purpose

LONGEST_INPUT = 200
LONGEST_NUMBER = 60
DATE_PARTS = ("year", "month", "day")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


@blueprint.get("/tasks/<uuid:task_id>/by-hand")
@requires(Permission.TASK_DECIDE)
def by_hand(task_id: UUID) -> ResponseReturnValue:
    """Everything the other system asks for, in its order."""
    return _page(_file(task_id), {})


@blueprint.post("/tasks/<uuid:task_id>/by-hand")
@requires(Permission.TASK_DECIDE)
def enter_by_hand(task_id: UUID) -> ResponseReturnValue:
    """Take back what the other system gave, and approve."""
    before, file = seen(), _file(task_id)
    typed = {name: value[:LONGEST_INPUT].strip() for name, value in request.form.items()}
    faster = outrun(file.version, before)
    if faster is not None and _repeated(file, before, typed):
        return _done(task_id)
    if faster is not None:
        return _page(file, typed, faster, before), faster.status
    day, fault = _day(typed)
    if fault is not None:
        return _page(file, typed, Refusal("", faults={"issued_on": fault}), before), 422
    entered = Entered(
        outputs={key: typed.get(f"output-{key}", "") for key in _output_keys(file)},
        number=typed.get("number", "")[:LONGEST_NUMBER] or None,
        issued_on=day,
        fields=own_typed(file.item),
    )
    refusal = attempt(
        lambda: approve(
            house().casework,
            actor(),
            task_id,
            entered=entered,
            remark=typed.get("text", ""),
            version=before.version,
        )
    )
    if refusal is not None:
        return _page(_file(task_id), typed, refusal, before), refusal.status
    return _done(task_id)


def _repeated(file: TaskFile, before: Seen, typed: Mapping[str, str]) -> bool:
    """Whether exactly this was entered already, by this person."""
    number = file.result.number if file.result is not None else ""
    return (
        repeated(file.history, before, Verb.APPROVE, typed.get("text", ""))
        and typed.get("number", "") == number
        and are_kept(file, own_typed(file.item))
        and all(typed.get(f"output-{o.key}", "") == o.raw for o in file.facts if o.is_output)
    )


def _done(task_id: UUID) -> ResponseReturnValue:
    flash(gettext("Entered and approved. The decision goes to the applicant."), "success")
    return redirect(url_for("clerk.task", task_id=task_id))


@blueprint.get("/tasks/<uuid:task_id>/by-hand-file")
@requires(Permission.TASK_DECIDE)
def by_hand_file(task_id: UUID) -> ResponseReturnValue:
    """The same lines as a file, for a system that can read one."""
    file = _file(task_id)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext("Field"), gettext("Value")])
    for line in file.facts:
        if not line.is_output:
            guarded = f"'{line.value}" if line.value.startswith(_FORMULA) else line.value
            writer.writerow([line.label, guarded])
    file.note_look(Purpose.ENTER_BY_HAND)
    # The byte order mark makes spreadsheets read Chinese as UTF-8.
    return Response(
        out.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{file.case_number}.csv"'},
    )


def _file(task_id: UUID) -> TaskFile:
    file = open_file(task_id)
    if file.item.decided_at is not DecidedAt.BY_HAND:
        raise NotFound
    return file


def _output_keys(file: TaskFile) -> list[str]:
    return [line.key for line in file.facts if line.is_output]


def _day(typed: Mapping[str, str]) -> tuple[date | None, Fault | None]:
    parts = [typed.get(f"issued_on-{part}", "") for part in DATE_PARTS]
    if not any(parts):
        return None, None
    try:
        day = date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        return None, Fault("date_impossible")
    if day > house().casework.today:
        return None, Fault("date_future")
    return day, None


def _page(
    file: TaskFile,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
    before: Seen | None = None,
) -> str:
    faults = refusal.faults if refusal else {}
    outputs = [
        {
            "id": f"output-{number}",
            "name": f"output-{line.key}",
            "label": line.label,
            "value": typed.get(f"output-{line.key}", ""),
            "width": 20,
            "error": fault_text(faults[line.key], line.label) if line.key in faults else "",
        }
        for number, line in enumerate((one for one in file.facts if one.is_output), start=1)
    ]
    when = gettext("Date in the other system")
    issued: dict[str, Any] = {
        "id": "issued-on",
        "name": "issued_on",
        "label": when,
        "required": False,
        "value": {part: typed.get(f"issued_on-{part}", "") for part in DATE_PARTS},
        "error": fault_text(faults["issued_on"], when) if "issued_on" in faults else "",
    }
    number: dict[str, Any] = {
        "id": "number",
        "name": "number",
        "label": gettext("Number in the other system"),
        "required": False,
        "value": typed.get("number", ""),
        "width": 20,
        "maxlength": LONGEST_NUMBER,
    }
    own = own_typed(file.item)
    hindered = file.outlook.verbs.get(Verb.APPROVE)
    file.note_look(Purpose.ENTER_BY_HAND)
    return render_template(
        "pages/clerk/by_hand.html",
        file=file,
        outputs=outputs,
        own=own_fields(file, own, faults),
        issued=issued,
        number=number,
        remark={
            "id": "text",
            "name": "text",
            "label": gettext("Remark to the decision"),
            "hint": gettext("The applicant can read this."),
            "required": False,
            "value": typed.get("text", ""),
            "maxlength": LONGEST_INPUT,
        },
        refusal=refusal,
        conflict=conflict(
            file.history,
            refusal,
            before,
            gettext("Enter by hand and approve"),
            [
                *((str(one["label"]), str(one["value"])) for one in (*outputs, number)),
                *own_words(file, own),
                (when, "-".join(filter(None, issued["value"].values()))),
                (gettext("Remark to the decision"), typed.get("text", "")),
            ],
            possible=hindered == (),
            next_step=lambda: main_offer(file),
        ),
        possible=hindered is not None,
        hindered=[gettext(desk_words.GUARDS[guard]) for guard in hindered or ()],
    )
