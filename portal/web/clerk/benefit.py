"""One benefit in its office: how it stands, what was paid, and each step on a page that says what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.benefit_states import BY_OFFICE, STOPPED_BY_OFFICE
from portal.casework.errors import StaleVersion, WrongMoment
from portal.domain.benefits import BenefitCannot, BenefitVerb, CheckState, verbs_from
from portal.domain.months import later, month_of
from portal.domain.permissions import Permission
from portal.persistence.queries import benefits as benefit_rows
from portal.persistence.queries import cases, record
from portal.web.access import requires
from portal.web.benefit_view import BenefitView, benefit_view
from portal.web.benefit_words import DESK_EVENTS, GUARDS, RETURNED, STOPPED, SUSPENDED, WHO
from portal.web.clerk import blueprint
from portal.web.clerk.benefit_steps import STEPS, STEPS_BY_SLUG, Step, take
from portal.web.clerk.benefits import note_looks
from portal.web.faults import moment_text
from portal.web.fields import regions
from portal.web.formats import instant, iso
from portal.web.formats import month as month_words
from portal.web.formats import yuan as yuan_words
from portal.web.house import actor, gettext, house

SLUGS = ", ".join(f"'{slug}'" for slug in STEPS_BY_SLUG)
LONGEST_TEXT = 2_000
AHEAD = 6
"""Months from now on that are offered to choose from."""


@blueprint.get("/benefits/<uuid:benefit_id>")
@requires(Permission.BENEFIT_HANDLE)
def benefit(benefit_id: UUID) -> ResponseReturnValue:
    """One benefit."""
    view = _ours(benefit_id)
    note_looks([view])
    with house().casework.db.reading() as session:
        events = record.of_task(session, view.task_id)
    return render_template(
        "pages/clerk/benefit.html",
        view=view,
        steps=_offered(view),
        history=[
            {
                "when_text": instant(event.at),
                "when_iso": iso(event.at),
                "text": gettext(DESK_EVENTS[event.verb]),
                "who": gettext(WHO[event.actor_kind]),
            }
            for event in reversed(events)
            if event.verb in DESK_EVENTS
        ],
    )


@blueprint.get(f"/benefits/<uuid:benefit_id>/steps/<any({SLUGS}):slug>")
@requires(Permission.BENEFIT_HANDLE)
def benefit_step(benefit_id: UUID, slug: str) -> ResponseReturnValue:
    """Say what a step means before it is taken."""
    view = _ours(benefit_id)
    note_looks([view])
    return _page(view, STEPS_BY_SLUG[slug], {}, {})


@blueprint.post(f"/benefits/<uuid:benefit_id>/steps/<any({SLUGS}):slug>")
@requires(Permission.BENEFIT_HANDLE)
def take_benefit_step(benefit_id: UUID, slug: str) -> ResponseReturnValue:
    """Take it, or show what stands in the way with everything typed still there."""
    step, version = STEPS_BY_SLUG[slug], request.form.get("version", type=int)
    view = _ours(benefit_id)
    if version is None:
        abort(400)
    typed = {name: request.form.get(name, "")[:LONGEST_TEXT].strip() for name in step.asks}
    fields = _fields(view, step, typed, {})
    errors = {
        name: gettext("%(label)s: please fill this in.", label=fields[name]["label"])
        for name in step.wants
        if not typed[name] or not _is_offered(fields[name], typed[name])
    }
    if errors:
        return _page(view, step, typed, errors), 422
    if "amount" in step.asks and view.figures:
        typed["by_rate"] = "yes"
    try:
        take(step, benefit_id, typed, version)
    except StaleVersion:
        words = gettext(
            "This benefit has changed since you opened the page. Nothing was overwritten."
        )
    except BenefitCannot as refused:
        guard = GUARDS.get(refused.guard) if refused.guard is not None else None
        words = gettext(guard) if guard else gettext("This cannot be done at this moment.")
    except WrongMoment as refused:
        words = moment_text(refused.code)
    else:
        flash(gettext(step.done), "success")
        return redirect(_after(benefit_id))
    return _page(_ours(benefit_id), step, typed, {}, words), 409


def _after(benefit_id: UUID) -> str:
    """The benefit, or the list when another office has it now."""
    with house().casework.db.reading() as session:
        found = benefit_rows.one(session, benefit_id)
    if found is None or found.office != actor().office:
        return url_for("clerk.benefits")
    return url_for("clerk.benefit", benefit_id=benefit_id)


def _ours(benefit_id: UUID) -> BenefitView:
    with house().casework.db.reading() as session:
        row = benefit_rows.row(session, benefit_id)
        if row is None or row.benefit.office != actor().office:
            raise NotFound
        facts = cases.current_facts(session, [row.case.id])
    return benefit_view(row, facts[row.case.id])


def _offered(view: BenefitView) -> list[Step]:
    """The steps that can be tried now."""
    possible = set(verbs_from(view.standing.state))
    if not view.standing.account_asked:
        possible -= {BenefitVerb.SET_ACCOUNT}
    if view.check not in {CheckState.OPEN, CheckState.OVERDUE}:
        possible -= {BenefitVerb.VOUCH}
    if not view.standing.paid:
        possible -= {BenefitVerb.RETURN}
    if view.state == "stopped" and not view.due:
        possible -= {BenefitVerb.SET_AMOUNT}
    return [step for step in STEPS if step.verb in possible]


def _page(
    view: BenefitView,
    step: Step,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    refused: str = "",
) -> str:
    fields = _fields(view, step, typed, errors)
    return render_template(
        "pages/clerk/benefit_step.html",
        view=view,
        step=step,
        title=gettext(step.title),
        reads=gettext(step.reads),
        fields=[fields[name] for name in step.asks],
        possible=step in _offered(view),
        problems=[{"field_id": name, "text": text} for name, text in errors.items()],
        refused=refused,
    )


def _is_offered(field: Mapping[str, Any], value: str) -> bool:
    options = field.get("options")
    return options is None or value in {one["value"] for one in options}


def _fields(
    view: BenefitView, step: Step, typed: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    made = {name: _FIELDS[name](view) for name in step.asks}
    return {
        name: {
            "id": name,
            "name": name,
            "value": typed.get(name, ""),
            "error": errors.get(name, ""),
            "required": name in step.wants,
            **field,
        }
        for name, field in made.items()
    }


def _options(words: Mapping[str, str], among: frozenset[Any] | None = None) -> list[dict[str, str]]:
    return [
        {"value": str(code), "text": gettext(text)}
        for code, text in words.items()
        if among is None or code in among
    ]


def _choice(label: str, options: list[dict[str, str]], kind: str = "radios") -> dict[str, Any]:
    return {"kind": kind, "label": label, "options": options}


def _months(first: str, count: int) -> list[dict[str, str]]:
    found = [later(first, number) for number in range(count)]
    return [{"value": month, "text": month_words(month)} for month in found]


def _now() -> str:
    return month_of(house().casework.today)


def _amount_field(view: BenefitView) -> dict[str, Any]:
    if not view.figures:
        label = gettext("Amount each time, in yuan")
        return {"kind": "text", "label": label, "width": 10, "inputmode": "decimal"}
    options = [
        {
            "value": rate,
            "text": f"{view.labels.item(view.item.id, f'benefit.amounts.{rate}.name')} · {yuan_words(figure)}",
        }
        for rate, figure in view.figures.items()
    ]
    return _choice(gettext("Which rate holds"), options)


_FIELDS: Mapping[str, Any] = {
    "answer": lambda view: _choice(
        gettext("The account ending in %(tail)s", tail=view.asked_tail or "—"),
        [
            {"value": "yes", "text": gettext("Accept it")},
            {"value": "no", "text": gettext("Decline it, and say why below")},
        ],
    ),
    "remark": lambda view: {
        "kind": "textarea",
        "label": gettext("Your words to the person"),
        "maxlength": LONGEST_TEXT,
    },
    "amount": _amount_field,
    "paid_month": lambda view: _choice(
        gettext("Which month"),
        [{"value": m, "text": month_words(m)} for m in sorted(view.standing.paid, reverse=True)],
        "select",
    ),
    "return_reason": lambda view: _choice(gettext("Why it came back"), _options(RETURNED)),
    "suspend_reason": lambda view: _choice(gettext("Reason"), _options(SUSPENDED, BY_OFFICE)),
    "stop_reason": lambda view: _choice(gettext("Reason"), _options(STOPPED, STOPPED_BY_OFFICE)),
    "back_pay": lambda view: _choice(
        gettext("What was held back"),
        [
            {"value": "yes", "text": gettext("is paid as well")},
            {"value": "no", "text": gettext("is not owed; pay from this month on")},
        ],
    ),
    "region": lambda view: _choice(
        gettext("The new place"),
        [{"value": code, "text": name} for code, name in regions(view.labels)],
        "select",
    ),
    "month": lambda view: _choice(gettext("From which month on"), _months(_now(), AHEAD), "select"),
    "last_month": lambda view: _choice(
        gettext("The last month that is owed"), _months(later(_now(), -AHEAD), 2 * AHEAD), "select"
    ),
}
