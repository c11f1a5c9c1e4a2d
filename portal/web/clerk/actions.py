"""Takes the plain steps of a task: a page that says what follows, then a POST that carries the version it saw."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.terminate import TerminationReason
from portal.domain.items import DecidedAt
from portal.domain.limits import due_on
from portal.domain.permissions import Permission
from portal.domain.states import Verb
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.offers import main_offer
from portal.web.clerk.own_fields import are_kept, own_fields, own_typed, own_words
from portal.web.clerk.refusals import Refusal, Seen, attempt, conflict, outrun, repeated, seen
from portal.web.clerk.steps import STEPS_BY_SLUG, Step, Typed, take
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.house import gettext, house

LONGEST_TEXT = 2_000
SLUGS = ", ".join(f"'{slug}'" for slug in STEPS_BY_SLUG)


@blueprint.get(f"/tasks/<uuid:task_id>/steps/<any({SLUGS}):slug>")
@requires(Permission.TASK_HANDLE)
def step(task_id: UUID, slug: str) -> ResponseReturnValue:
    """Say what this step means before it is taken."""
    file = open_file(task_id)
    chosen = STEPS_BY_SLUG[slug]
    if chosen.verb is Verb.APPROVE and file.item.decided_at is DecidedAt.BY_HAND:
        return redirect(url_for("clerk.by_hand", task_id=task_id))
    return _page(file, chosen, Typed())


@blueprint.post(f"/tasks/<uuid:task_id>/steps/<any({SLUGS}):slug>")
@requires(Permission.TASK_HANDLE)
def take_step(task_id: UUID, slug: str) -> ResponseReturnValue:
    """Take a step, or show what stands in the way with everything typed still there."""
    chosen, before = STEPS_BY_SLUG[slug], seen()
    file = open_file(task_id)
    typed = Typed(
        request.form.get("text", "")[:LONGEST_TEXT].strip(),
        request.form.get("choice", ""),
        own_typed(file.item) if chosen.verb is Verb.APPROVE else {},
    )
    refusal = outrun(file.version, before)
    if refusal is not None and _repeated(file, before, chosen, typed):
        return _done(task_id, chosen)
    if refusal is not None:
        pass
    elif chosen.chooses and typed.choice not in set(TerminationReason):
        refusal = Refusal(gettext("Choose a reason."), reason_missing=True)
    elif chosen.required and not typed.text:
        refusal = Refusal(gettext("A reason must be written."), reason_missing=True)
    else:
        refusal = attempt(lambda: take(chosen, task_id, typed, before.version))
    if refusal is None:
        return _done(task_id, chosen)
    return _page(open_file(task_id), chosen, typed, refusal, before), refusal.status


def _repeated(file: TaskFile, before: Seen, chosen: Step, typed: Typed) -> bool:
    """Whether exactly this was done already, by this person."""
    return repeated(file.history, before, chosen.verb, typed.text) and (
        chosen.verb is not Verb.APPROVE or are_kept(file, typed.fields)
    )


def _done(task_id: UUID, chosen: Step) -> ResponseReturnValue:
    flash(gettext(chosen.done), "success")
    return redirect(url_for("clerk.task", task_id=task_id))


def _page(
    file: TaskFile,
    chosen: Step,
    typed: Typed,
    refusal: Refusal | None = None,
    before: Seen | None = None,
) -> str:
    hindered = file.outlook.verbs.get(chosen.verb)
    decides = chosen.verb is Verb.APPROVE
    return render_template(
        "pages/clerk/step.html",
        file=file,
        step=chosen,
        title=gettext(chosen.title),
        button_text=gettext(chosen.button),
        reads=_reads(file, chosen),
        reason_field=_reason_field(chosen, typed, refusal),
        choice_field=_choice_field(chosen, typed, refusal),
        own=own_fields(file, typed.fields, refusal.faults if refusal else {}) if decides else [],
        refusal=refusal,
        conflict=conflict(
            file.history,
            refusal,
            before,
            gettext(chosen.title),
            [
                (gettext("Reason"), _reason(typed)),
                *(own_words(file, typed.fields) if decides else ()),
                (gettext(chosen.reason) if chosen.reason else gettext("Remark"), typed.text),
            ],
            possible=hindered == (),
            next_step=lambda: main_offer(file),
        ),
        possible=hindered is not None,
        hindered=[gettext(desk_words.GUARDS[guard]) for guard in hindered or ()],
        typed=typed,
    )


def _reason(typed: Typed) -> str:
    words = desk_words.TERMINATION_CODES.get(typed.choice)
    return gettext(words) if words else ""


def _reads(file: TaskFile, chosen: Step) -> list[str]:
    """What the person will read, as far as it is known now."""
    work = house().casework
    if chosen.verb is Verb.APPROVE:
        result = file.labels.item(file.item.id, "result_name")
        note = file.labels.item(file.item.id, "result_note")
        decided = gettext(
            "Your application for “%(item)s” has been approved. You get: %(result)s.",
            item=file.name,
            result=result,
        )
        return [decided, note] if note else [decided]
    said = [gettext(chosen.reads)]
    if chosen.verb is Verb.ACCEPT:
        due = due_on(work.today, file.promised_days, (), work.calendar)
        if due is not None:
            said.append(
                gettext("It will be decided by %(date)s at the latest.", date=file.labels.day(due))
            )
    return said


def _reason_field(chosen: Step, typed: Typed, refusal: Refusal | None) -> dict[str, object] | None:
    if not chosen.reason:
        return None
    missing = refusal is not None and refusal.reason_missing and not chosen.chooses
    return {
        "id": "text",
        "name": "text",
        "label": gettext(chosen.reason),
        "hint": gettext(chosen.reason_hint) if chosen.reason_hint else "",
        "value": typed.text,
        "required": chosen.required,
        "maxlength": LONGEST_TEXT,
        "error": refusal.sentence if refusal and missing else "",
    }


def _choice_field(chosen: Step, typed: Typed, refusal: Refusal | None) -> dict[str, object] | None:
    if not chosen.chooses:
        return None
    return {
        "id": "choice",
        "name": "choice",
        "label": gettext("Reason"),
        "value": typed.choice,
        "options": [
            {"value": reason.value, "text": gettext(words)}
            for reason, words in desk_words.TERMINATION_REASONS.items()
        ],
        "error": refusal.sentence if refusal and refusal.reason_missing else "",
    }
