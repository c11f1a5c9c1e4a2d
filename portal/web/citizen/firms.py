"""The firm that one acts for: named by its credit code, and confirmed by the registry that knows who may act."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.actors import Assurance
from portal.domain.credit_code import BadCreditCode, parse
from portal.domain.permissions import Permission
from portal.people.act_for_firm import act_for_firm, firm_name
from portal.people.check_person import IdentityUnavailable, NotConfirmed, TooManyChecks
from portal.web import limits, login
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.house import actor, house
from portal.web.house import gettext as _

CODE = "credit_code"
MYSELF = "myself"
LONGEST_INPUT = 200


def acted_firm() -> str:
    """The name of the firm acted for in this session; empty when one acts for oneself."""
    firm = actor().firm
    return firm_name(house().people, firm) if firm is not None else ""


def registry_of_firms() -> str:
    """The registry that names who may act for a firm; empty in a city without one, and then none answers."""
    registries = house().casework.shelf.current.registries.values()
    return next((registry.id for registry in registries if registry.acting), "")


@blueprint.route("/my/firms", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@limits.limited(limits.IDENTITY)
def firms() -> ResponseReturnValue:
    """Say for which firm one acts from now on, or that it is for oneself again."""
    following = request.values.get("next")
    if request.method != "POST":
        return _page(following)
    if request.form.get("then") == MYSELF:
        login.act_for(None)
        return redirect(login.safe_next(following, "citizen.account"))
    typed = request.form.get(CODE, "")[:LONGEST_INPUT]
    try:
        code = parse(typed).code
    except BadCreditCode:
        return _page(following, typed, _wrong_code(typed))
    registries, registry = house().casework.registries, registry_of_firms()
    try:
        firm = act_for_firm(house().people, registries, registry, actor(), code)
    except NotConfirmed:
        sentence = _(
            "The registry does not name you for this firm. Please compare the code with the licence, or ask whoever represents the firm to have you entered."
        )
        return _page(following, typed, sentence)
    except (TooManyChecks, IdentityUnavailable) as refused:
        return _page(following, typed, outcome=type(refused).__name__)
    login.act_for(firm.id)
    return redirect(login.safe_next(following, "citizen.account"))


def _wrong_code(typed: str) -> str:
    if not typed.strip():
        return _("Enter the credit code")
    return _(
        "A credit code has 18 digits and capital letters. Please compare it with the licence, sign by sign."
    )


def _page(
    following: str | None, typed: str = "", wrong: str | None = None, *, outcome: str | None = None
) -> ResponseReturnValue:
    return render_template(
        "pages/account/firms.html",
        field={
            "id": "credit-code",
            "name": CODE,
            "label": _("Unified social credit code"),
            "hint": _("18 digits and letters, on the licence"),
            "autocomplete": "off",
            "width": 20,
            "value": typed,
            "error": wrong,
        },
        firm=acted_firm(),
        checked=actor().assurance >= Assurance.CHECKED,
        following=following,
        here=url_for("citizen.firms", next=following),
        back=login.safe_next(following, "citizen.account"),
        outcome=outcome,
    )
