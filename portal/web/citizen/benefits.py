"""My benefits (我的补贴): whose turn it is, what comes next, what was paid or came back and why, and what can be done."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework import benefit_account, benefit_check, benefit_states
from portal.casework.errors import NotFound, WrongMoment
from portal.domain.benefits import BenefitCannot, BenefitVerb, CheckState, verbs_from
from portal.domain.permissions import Permission, allowed
from portal.persistence.queries import benefits as benefit_rows
from portal.persistence.queries import cases, record
from portal.web.access import requires
from portal.web.benefit_view import BenefitView, benefit_view, turn_of, views_of, why_and_what
from portal.web.benefit_words import GUARDS
from portal.web.citizen import blueprint
from portal.web.house import actor, gettext, house

LONGEST_INPUT = 60


@blueprint.get("/my/benefits")
@requires(Permission.ACCOUNT_USE)
def benefits() -> ResponseReturnValue:
    """Everything that is paid to this person, what needs them first."""
    me = actor()
    assert me.id is not None
    with house().casework.db.reading() as session:
        rows = benefit_rows.of_owner(session, me.id, me.person)
        facts = cases.current_facts(session, [row.case.id for row in rows])
    lines = [(view, turn_of(view)) for view in views_of(rows, facts)]
    lines.sort(key=lambda line: (line[1].kind != "yours", line[0].state == "stopped"))
    return render_template("pages/benefit/benefits.html", lines=lines, known=bool(me.person))


@blueprint.get("/my/benefits/<uuid:benefit_id>")
@requires(Permission.BENEFIT_USE)
def benefit(benefit_id: UUID) -> ResponseReturnValue:
    """One benefit."""
    return _page(_mine(benefit_id))


@blueprint.post("/my/benefits/<uuid:benefit_id>/check")
@requires(Permission.BENEFIT_USE)
def check_benefit(benefit_id: UUID) -> ResponseReturnValue:
    """Do the yearly check: whoever's name was checked in this session has shown who they are."""
    view = _mine(benefit_id)
    if not actor().assurance:
        back = url_for("citizen.benefit", benefit_id=benefit_id)
        return redirect(url_for("citizen.identity", next=back))
    try:
        benefit_check.do_check(house().casework, actor(), benefit_id)
    except BenefitCannot as refused:
        return _page(view, _why(refused)), 409
    flash(gettext("Done. Thank you; the next check is in a year."), "success")
    return redirect(url_for("citizen.benefit", benefit_id=benefit_id))


@blueprint.get("/my/benefits/<uuid:benefit_id>/account")
@requires(Permission.BENEFIT_USE)
def benefit_account_form(benefit_id: UUID) -> ResponseReturnValue:
    """Ask for another account."""
    return _account_page(_mine(benefit_id))


@blueprint.post("/my/benefits/<uuid:benefit_id>/account")
@requires(Permission.BENEFIT_USE)
def ask_benefit_account(benefit_id: UUID) -> ResponseReturnValue:
    """Send the wish to the office."""
    view, typed = _mine(benefit_id), request.form.get("account", "")[:LONGEST_INPUT]
    try:
        benefit_account.ask_account(house().casework, actor(), benefit_id, typed)
    except WrongMoment:
        error = gettext("Enter the digits on the card, and nothing else.")
        return _account_page(view, typed, error), 422
    except BenefitCannot as refused:
        return _page(view, _why(refused)), 409
    flash(gettext("Sent to the office. It is used once the office has looked at it."), "success")
    return redirect(url_for("citizen.benefit", benefit_id=benefit_id))


@blueprint.get("/my/benefits/<uuid:benefit_id>/give-up")
@requires(Permission.BENEFIT_USE)
def give_up_form(benefit_id: UUID) -> ResponseReturnValue:
    """Say what giving up means before it is done."""
    return _give_up_page(_mine(benefit_id))


@blueprint.post("/my/benefits/<uuid:benefit_id>/give-up")
@requires(Permission.BENEFIT_USE)
def give_up(benefit_id: UUID) -> ResponseReturnValue:
    """Give it up."""
    view = _mine(benefit_id)
    if request.form.get("sure") != "yes":
        return _give_up_page(view, gettext("Tick the box if you are sure.")), 422
    try:
        benefit_states.give_up(house().casework, actor(), benefit_id)
    except BenefitCannot as refused:
        return _page(view, _why(refused)), 409
    flash(gettext("You have given it up. What is owed until now still comes."), "success")
    return redirect(url_for("citizen.benefit", benefit_id=benefit_id))


def _mine(benefit_id: UUID) -> BenefitView:
    with house().casework.db.reading() as session:
        row = benefit_rows.row(session, benefit_id)
        if row is None:
            raise NotFound
        scope = cases.scope(row.case, cases.people(session, row.case.id))
        if not allowed(Permission.BENEFIT_USE, actor(), scope):
            raise NotFound
        facts = cases.current_facts(session, [row.case.id])
    return benefit_view(row, facts[row.case.id])


def _why(refused: BenefitCannot) -> str:
    words = GUARDS.get(refused.guard) if refused.guard is not None else None
    return gettext(words) if words else gettext("This cannot be done at this moment.")


def _page(view: BenefitView, error: str = "") -> str:
    remark = ""
    if view.remark_id is not None:
        with house().casework.db.reading() as session:
            remark = record.remark(session, view.remark_id)
    verbs = verbs_from(view.standing.state)
    asks = BenefitVerb.ASK_ACCOUNT in verbs and (view.state != "stopped" or bool(view.due))
    return render_template(
        "pages/benefit/benefit.html",
        view=view,
        turn=turn_of(view),
        remark=remark,
        error=error,
        asks=asks,
        checks=view.check in {CheckState.OPEN, CheckState.OVERDUE},
        gives_up=BenefitVerb.GIVE_UP in verbs,
        proven=bool(actor().assurance),
        why_and_what=why_and_what,
    )


def _account_page(view: BenefitView, typed: str = "", error: str = "") -> str:
    field = {
        "id": "account",
        "name": "account",
        "label": gettext("Number of the bank card or account"),
        "hint": gettext("In the name of whom the money is for: %(name)s", name=view.holder)
        if view.holder
        else "",
        "width": 30,
        "inputmode": "numeric",
        "autocomplete": "off",
        "value": typed,
        "error": error,
    }
    return render_template("pages/benefit/account.html", view=view, field=field, error=error)


def _give_up_page(view: BenefitView, error: str = "") -> str:
    return render_template("pages/benefit/give_up.html", view=view, error=error)
