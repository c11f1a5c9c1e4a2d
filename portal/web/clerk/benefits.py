"""The office's benefits: what is to be paid, recorded in one press for the list; what came back; whose check is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.benefit_pay import PaymentLine, record_payments
from portal.domain.benefit_reasons import ReturnReason
from portal.domain.permissions import Permission
from portal.persistence.queries import access, cases
from portal.persistence.queries import benefits as benefit_rows
from portal.web.access import requires
from portal.web.benefit_view import BenefitView, views_of
from portal.web.benefit_words import RETURNED
from portal.web.clerk import blueprint
from portal.web.clerk.queue import LAST_PAGE, office_name
from portal.web.house import actor, gettext, house, ngettext
from portal.web.looking import Purpose

PAGE_SIZE = 50
MOST_LINES = 500
"""Lines of one list that are recorded; a page never shows as many."""
TABS = ("due", "returned", "checks", "accounts", "all")
PAID = "paid"
_LINE = "line."


@dataclass(frozen=True, slots=True)
class DueLine:
    """One month of one benefit on the list of payments; ``field`` carries what was seen."""

    view: BenefitView
    month: str
    field: str
    yuan: str | None
    again: bool
    """Whether it came back before."""


@blueprint.get("/benefits")
@requires(Permission.BENEFIT_HANDLE)
def benefits() -> ResponseReturnValue:
    """A list of the office's benefits."""
    wanted = request.args.get("tab", TABS[0])
    tab = wanted if wanted in TABS else TABS[0]
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    office, today = actor().office or "", house().casework.today
    which = {
        "due": benefit_rows.is_due(today),
        "returned": benefit_rows.came_back(),
        "checks": benefit_rows.to_be_checked(today),
        "accounts": benefit_rows.asks_for_account(),
        "all": benefit_rows.every_one(),
    }[tab]
    with house().casework.db.reading() as session:
        rows = benefit_rows.of_office(
            session, office, which, skip=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1
        )
        counts = benefit_rows.office_counts(session, office, today)
        facts = cases.current_facts(session, [row.case.id for row in rows])
    views = views_of(rows[:PAGE_SIZE], facts)
    note_looks(views)
    return render_template(
        "pages/clerk/benefits.html",
        tab=tab,
        tabs=_tabs(counts),
        views=views,
        lines=_lines(views) if tab == "due" else [],
        outcomes=[(PAID, gettext("Arrived"))]
        + [(code, gettext("Came back: %(why)s", why=gettext(RETURNED[code]))) for code in RETURNED],
        office=office_name(office),
        previous=url_for("clerk.benefits", tab=tab, page=page - 1) if page > 1 else None,
        next=url_for("clerk.benefits", tab=tab, page=page + 1) if len(rows) > PAGE_SIZE else None,
    )


@blueprint.post("/benefits/payments")
@requires(Permission.BENEFIT_HANDLE)
def record_list() -> ResponseReturnValue:
    """Record a list in one press; a line left open stays due."""
    lines = [line for line in map(_typed, request.form.items()) if line is not None][:MOST_LINES]
    recorded = record_payments(house().casework, actor(), lines)
    if recorded.done or recorded.before:
        count = recorded.done + recorded.before
        words = ngettext("%(num)d payment is recorded.", "%(num)d payments are recorded.", count)
        flash(words, "success")
    if recorded.refused:
        count = len(recorded.refused)
        words = ngettext(
            "%(num)d line could not be recorded, because it has changed meanwhile. Please look at the list again.",
            "%(num)d lines could not be recorded, because they have changed meanwhile. Please look at the list again.",
            count,
        )
        flash(words, "info")
    if not lines:
        flash(gettext("No line was filled in, so nothing was recorded."), "info")
    return redirect(url_for("clerk.benefits"))


def note_looks(views: Sequence[BenefitView]) -> None:
    """Write down that the office looked at these people's payments, before the page is sent."""
    work = house().casework
    shown = [view for view in views if view.seen_keys]
    if not shown:
        return
    with work.db.writing() as session:
        for view in shown:
            access.add_look(
                session,
                at=work.clock(),
                actor=actor(),
                case_id=view.case_id,
                task_id=view.task_id,
                purpose=Purpose.PAY.value,
                elements=view.seen_keys,
            )


def _lines(views: Sequence[BenefitView]) -> list[DueLine]:
    lines = [
        DueLine(
            view,
            month,
            f"{_LINE}{view.id}.{month}.{view.version}",
            view.amounts[month],
            month in view.standing.returned,
        )
        for view in views
        for month in view.due
    ]
    return sorted(lines, key=lambda line: line.month)


def _typed(field: tuple[str, str]) -> PaymentLine | None:
    """A line of the list as it was sent; None for what is none, or was left open."""
    name, outcome = field
    if not name.startswith(_LINE) or outcome not in {PAID, *ReturnReason}:
        return None
    try:
        benefit, month, version = name.removeprefix(_LINE).split(".")
        return PaymentLine(
            UUID(benefit),
            month[:7],
            int(version[:9]),
            None if outcome == PAID else ReturnReason(outcome),
        )
    except ValueError:
        return None


def _tabs(counts: benefit_rows.OfficeCounts) -> list[dict[str, object]]:
    figures = {
        "due": (gettext("To be paid"), counts.due),
        "returned": (gettext("Came back"), counts.returned),
        "checks": (gettext("Checks due"), counts.checks),
        "accounts": (gettext("Other accounts asked for"), counts.asked),
        "all": (gettext("All benefits"), counts.all),
    }
    return [{"id": tab, "text": text, "count": count} for tab, (text, count) in figures.items()]
