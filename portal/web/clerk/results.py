"""Brings a result on until it reaches the person: made, ready, handed over or posted; paid or returned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.outcome import STEPS, record_step
from portal.domain.permissions import Permission
from portal.domain.states import TaskState
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.offers import main_offer
from portal.web.clerk.refusals import Refusal, Seen, attempt, conflict, outrun, repeated, seen
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.house import actor, gettext, house

LONGEST_INPUT = 60
POSTED, PAID = "posted", "paid"
_BY_CODE = {
    step.value: step for moves in STEPS.values() for steps in moves.values() for step in steps
}
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YUAN = re.compile(r"\d{1,9}(\.\d{1,2})?")
_TAIL = re.compile(r"\d{4}")


class Checked(NamedTuple):
    """What a step carries with it, and what is wrong by field."""

    details: dict[str, str | int]
    errors: dict[str, str]


@blueprint.get("/tasks/<uuid:task_id>/result")
@requires(Permission.TASK_HANDLE)
def result(task_id: UUID) -> ResponseReturnValue:
    """Which step comes next."""
    return _page(_file(task_id), {}, {})


@blueprint.post("/tasks/<uuid:task_id>/result")
@requires(Permission.TASK_HANDLE)
def record_result(task_id: UUID) -> ResponseReturnValue:
    """Record one step."""
    before, file = seen(), _file(task_id)
    typed = {name: value[:LONGEST_INPUT].strip() for name, value in request.form.items()}
    faster = outrun(file.version, before)
    if faster is not None and _repeated(file, before, typed):
        return _done(task_id)
    if faster is not None:
        return _page(file, typed, {}, faster, before), faster.status
    chosen = typed.get("step", "")
    step = _BY_CODE[chosen] if chosen in _following(file) else None
    checked = _checked(typed) if step is not None else Checked({}, {})
    if step is None:
        checked.errors["step"] = gettext("Choose what has happened.")
    if step is None or checked.errors:
        return _page(file, typed, checked.errors), 422
    refusal = attempt(
        lambda: record_step(
            house().casework,
            actor(),
            task_id,
            step,
            details=checked.details,
            version=before.version,
        )
    )
    if refusal is not None:
        return _page(open_file(task_id), typed, {}, refusal, before), refusal.status
    return _done(task_id)


def _done(task_id: UUID) -> ResponseReturnValue:
    flash(gettext("Recorded. The applicant is told."), "success")
    return redirect(url_for("clerk.task", task_id=task_id))


def _repeated(file: TaskFile, before: Seen, typed: Mapping[str, str]) -> bool:
    """Whether the result is already where this very press would bring it."""
    if file.result is None or not repeated(file.history, before, "record_step"):
        return False
    details = _checked(typed).details
    return file.result.state == typed.get("step") and all(
        file.result.details.get(name) == value for name, value in details.items()
    )


def _file(task_id: UUID) -> TaskFile:
    file = open_file(task_id)
    if file.state is not TaskState.APPROVED or file.result is None or file.result.kind not in STEPS:
        raise NotFound
    return file


def _following(file: TaskFile) -> list[str]:
    """The codes of the steps that may come next."""
    if file.result is None:
        return []
    return [
        step.value
        for state, steps in STEPS.get(file.result.kind, {}).items()
        if state.value == file.result.state
        for step in sorted(steps)
    ]


def _checked(typed: Mapping[str, str]) -> Checked:
    step = typed.get("step", "")
    if step == POSTED:
        return _parcel(typed)
    return _payment(typed) if step == PAID else Checked({}, {})


def _parcel(typed: Mapping[str, str]) -> Checked:
    checked = Checked({}, {})
    carrier, tracking = typed.get("carrier", ""), typed.get("tracking", "")
    if carrier:
        checked.details["carrier"] = carrier
    else:
        checked.errors["carrier"] = gettext("Enter who carries it.")
    if tracking:
        checked.details["tracking"] = tracking
    else:
        checked.errors["tracking"] = gettext("Enter the parcel number.")
    return checked


def _payment(typed: Mapping[str, str]) -> Checked:
    checked = Checked({}, {})
    month, yuan, tail = (typed.get(name, "") for name in ("month", "amount", "account_tail"))
    if _MONTH.fullmatch(month):
        checked.details["month"] = month
    else:
        checked.errors["month"] = gettext("Enter the month as year and month, such as 2026-11.")
    if _YUAN.fullmatch(yuan) and Decimal(yuan) > 0:
        checked.details["amount"] = int(Decimal(yuan) * 100)
    else:
        checked.errors["amount"] = gettext("Enter the amount in yuan, such as 1280 or 1280.50.")
    if _TAIL.fullmatch(tail):
        checked.details["account_tail"] = tail
    else:
        checked.errors["account_tail"] = gettext("Enter the last four digits of the account.")
    return checked


def _step_text(typed: Mapping[str, str]) -> str:
    words = desk_words.STEPS.get(typed.get("step", ""))
    return gettext(words) if words else ""


def _page(
    file: TaskFile,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    refusal: Refusal | None = None,
    before: Seen | None = None,
) -> str:
    steps = _following(file)
    words = {
        "carrier": (gettext("Carrier"), 20),
        "tracking": (gettext("Parcel number"), 20),
        "month": (gettext("Month of the payment"), 10),
        "amount": (gettext("Amount in yuan"), 10),
        "account_tail": (gettext("Last four digits of the account"), 4),
    }
    fields = {
        name: {
            "id": name,
            "name": name,
            "label": label,
            "width": width,
            "value": typed.get(name, ""),
            "error": errors.get(name, ""),
        }
        for name, (label, width) in words.items()
    }
    return render_template(
        "pages/clerk/result.html",
        file=file,
        fields=fields,
        posts=POSTED in steps,
        pays=PAID in steps,
        step_field={
            "id": "step",
            "name": "step",
            "label": gettext("What has happened?"),
            "value": typed.get("step", ""),
            "options": [{"value": step, "text": gettext(desk_words.STEPS[step])} for step in steps],
            "error": errors.get("step", ""),
        },
        errors=[{"field_id": name, "text": text} for name, text in errors.items()],
        refusal=refusal,
        conflict=conflict(
            file.history,
            refusal,
            before,
            gettext("Next step of the result"),
            [
                (gettext("What has happened?"), _step_text(typed)),
                *((label, typed.get(name, "")) for name, (label, _) in words.items()),
            ],
            possible=bool(steps),
            next_step=lambda: main_offer(file),
        ),
    )
