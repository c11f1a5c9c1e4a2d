"""The real-name check: offered, explained, never forced."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.calendar import local_date
from portal.domain.permissions import Permission
from portal.domain.plaintext import Problem, clean_name
from portal.domain.resident_id import BadResidentId, IdFault, parse
from portal.people.check_person import (
    IdentityUnavailable,
    NotConfirmed,
    TooManyChecks,
    check_person,
)
from portal.web import limits, login
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.house import gettext as _
from portal.web.house import house
from portal.web.unproven import NEEDED

LONGEST_INPUT = 200


@blueprint.route("/my/identity", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@limits.limited(limits.IDENTITY)
def identity() -> ResponseReturnValue:
    """Check a name and an ID number, and act as that person from now on."""
    following = request.values.get("next")
    # What cannot be had without the check must not be offered without it: it would lead here again.
    needed = NEEDED in request.values
    page = partial(_page, needed=needed)
    if request.method != "POST":
        return page(following)
    name = clean_name(request.form.get("name", "")[:LONGEST_INPUT])
    wrong_name = name_error(name.problem)
    typed = request.form.get("id_number", "")[:LONGEST_INPUT]
    wrong_number, number = None, ""
    try:
        number = parse(typed, local_date(house().people.clock())).number
    except BadResidentId as bad:
        wrong_number = number_error(bad.reason, typed)
    if wrong_name or wrong_number:
        return page(following, name.value, wrong_name, typed, wrong_number)
    try:
        checked = check_person(house().people, current_user.actor.id, name.value, number)
    except NotConfirmed:
        sentence = _(
            "Name and ID number could not be confirmed together. Please compare both with the ID card."
        )
        return page(following, name.value, sentence, typed, None)
    except (TooManyChecks, IdentityUnavailable) as refused:
        return page(following, name.value, None, typed, None, outcome=type(refused).__name__)
    login.act_as(checked)
    return redirect(login.safe_next(following, "citizen.account"))


def name_error(problem: Problem | None) -> str | None:
    """What is wrong with a name; None when nothing is."""
    if problem is None:
        return None
    if problem is Problem.EMPTY:
        return _("Enter the name as it stands on the ID card")
    if problem is Problem.PRIVATE_USE:
        return _(
            "One character is known to your device only. Type the name with another input method, or call us."
        )
    return _("Enter the name as it stands on the ID card, without numbers or other signs")


def number_error(fault: IdFault, typed: str) -> str:
    """What is wrong with an ID number, and how to mend it."""
    if not typed.strip():
        return _("Enter the ID number")
    if fault is IdFault.LENGTH:
        return _("An ID number has 18 characters. Please count them again.")
    if fault is IdFault.CHARACTERS:
        return _("An ID number has 17 digits and a last digit or X")
    if fault is IdFault.CHECK_DIGIT:
        return _("One of the digits must be wrong. Please compare the number with the card.")
    return _(
        "The birth date in this number cannot be right. Please compare the number with the card."
    )


def _page(
    following: str | None,
    name: str = "",
    wrong_name: str | None = None,
    number: str = "",
    wrong_number: str | None = None,
    *,
    needed: bool,
    outcome: str | None = None,
) -> ResponseReturnValue:
    fields: list[dict[str, Any]] = [
        {
            "id": "name",
            "name": "name",
            "label": _("Name"),
            "hint": _("As on the ID card"),
            "autocomplete": "name",
            "width": 20,
            "value": name,
            "error": wrong_name,
        },
        {
            "id": "id_number",
            "name": "id_number",
            "label": _("ID number"),
            "hint": _("18 characters; the last may be an X"),
            "autocomplete": "off",
            "width": 20,
            "maxlength": 30,
            "value": number,
            "error": wrong_number,
        },
    ]
    return render_template(
        "pages/account/identity.html",
        fields=fields,
        following=following,
        needed=needed,
        without=url_for("citizen.cases")
        if needed
        else login.safe_next(following, "citizen.account"),
        outcome=outcome,
    )
