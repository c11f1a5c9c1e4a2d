"""At the counter: confirm who somebody is with their ID card in hand and their phone there, and end an old number of theirs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.move_cases import move_cases
from portal.domain.calendar import local_date
from portal.domain.masking import Mask, mask
from portal.domain.permissions import Permission
from portal.domain.plaintext import clean_mobile, clean_name
from portal.domain.resident_id import BadResidentId, parse
from portal.people.check_person import IdentityUnavailable, NotConfirmed
from portal.people.codes import CodePurpose, CodeRefused
from portal.people.confirm_at_counter import confirm_at_counter
from portal.people.retire_number import retire_number
from portal.people.send_code import TooManyCodes, send_code
from portal.web import limits
from portal.web.access import requires
from portal.web.citizen.identity import name_error, number_error
from portal.web.clerk import blueprint
from portal.web.house import actor, house, locale, mode
from portal.web.house import gettext as _
from portal.web.signin.phone import code_error, code_field, pause_error, phone_error

LONGEST_INPUT = 200
Field = dict[str, Any]


@blueprint.get("/identity")
@requires(Permission.IDENTITY_CONFIRM)
def identity() -> ResponseReturnValue:
    """First the phone that the person has with them."""
    return _ask_phone(_phone_field())


@blueprint.post("/identity/code")
@requires(Permission.IDENTITY_CONFIRM)
@limits.limited(limits.CODES)
def identity_code() -> ResponseReturnValue:
    """Send a code to that phone and ask for it, and for what stands on the card."""
    checked = clean_mobile(request.form.get("phone", "")[:LONGEST_INPUT])
    if checked.problem is not None:
        field = _phone_field(checked.value, phone_error(checked.problem))
        return _ask_phone(field), 422
    try:
        send_code(
            house().people, checked.value, CodePurpose.COUNTER, language=locale(), mode=mode()
        )
    except TooManyCodes as wait:
        return _ask_phone(_phone_field(checked.value, pause_error(wait))), 422
    return _ask_card(checked.value, _card_fields())


@blueprint.post("/identity/confirm")
@requires(Permission.IDENTITY_CONFIRM)
@limits.limited(limits.IDENTITY)
def identity_confirm() -> ResponseReturnValue:
    """Confirm the person; if they had another number, end it and bring their cases along."""
    typed = {
        name: request.form.get(name, "")[:LONGEST_INPUT]
        for name in ("phone", "code", "name", "id_number", "old_phone")
    }
    phone = clean_mobile(typed["phone"])
    if phone.problem is not None:
        # Nobody types it here: the page carries the number that the code was sent to.
        abort(HTTPStatus.BAD_REQUEST)
    fields, name, number, old = _read_card(typed, phone.value)
    if any(field["error"] for field in fields):
        return _ask_card(phone.value, fields), 422
    try:
        code = "".join(filter(str.isdigit, typed["code"]))
        account = confirm_at_counter(house().people, actor(), phone.value, code, name, number)
    except CodeRefused as refused:
        fields[0]["error"] = code_error(refused.fault)
        return _ask_card(phone.value, fields), 422
    except (NotConfirmed, IdentityUnavailable) as refused:
        return _ask_phone(_phone_field(phone.value), type(refused).__name__), 422
    if old:
        retired = retire_number(house().people, actor(), old, number)
        if retired is not None:
            work = house().casework
            move_cases(work, actor(), retired.person, retired.account, account)
        flash(
            _("If the old number was theirs here, it is ended, and their cases came along."), "info"
        )
    flash(_("Confirmed. On this phone it holds for two hours."), "success")
    return redirect(url_for("clerk.identity"))


def _read_card(typed: dict[str, str], phone: str) -> tuple[list[Field], str, str, str]:
    """The fields with what is wrong with them, then name, ID number and old phone, tidy."""
    name, number, old = clean_name(typed["name"]), "", ""
    wrong: dict[str, str | None] = {"name": name_error(name.problem)}
    if not any(map(str.isdigit, typed["code"])):
        wrong["code"] = _("Enter the code from the text message")
    try:
        number = parse(typed["id_number"], local_date(house().people.clock())).number
    except BadResidentId as bad:
        wrong["id_number"] = number_error(bad.reason, typed["id_number"])
    if typed["old_phone"].strip():
        checked = clean_mobile(typed["old_phone"])
        old = checked.value
        if checked.problem is not None:
            wrong["old_phone"] = phone_error(checked.problem)
        elif old == phone:
            wrong["old_phone"] = _("This is the phone they have with them")
    if request.form.get("seen") != "yes":
        wrong["seen"] = _("Confirm only with the card and the person before you")
    return _card_fields(typed, wrong), name.value, number, old


def _phone_field(value: str = "", error: str | None = None) -> Field:
    return {
        "id": "phone",
        "name": "phone",
        "label": _("The phone the person has with them"),
        "hint": _("A code goes to it. It must be here: without it nobody can be confirmed."),
        "autocomplete": "off",
        "inputmode": "tel",
        "width": 20,
        "value": value,
        "error": error,
    }


def _card_fields(
    typed: dict[str, str] | None = None, wrong: dict[str, str | None] | None = None
) -> list[Field]:
    typed, wrong = typed or {}, wrong or {}
    seen = _("I have the ID card in hand, and it is the person before me")
    made: list[Field] = [
        {**code_field(wrong.get("code")), "autocomplete": "off"},
        {"id": "name", "label": _("Name"), "hint": _("As on the ID card")},
        {"id": "id_number", "label": _("ID number"), "maxlength": 30},
        {
            "id": "old_phone",
            "label": _("Old phone number that is no longer theirs"),
            "hint": _("Its sign-ins end at once, and their cases come along to the phone above."),
            "inputmode": "tel",
            "required": False,
        },
        {
            "id": "seen",
            "label": _("Before you confirm"),
            "options": [{"value": "yes", "text": seen}],
            "value": [],
        },
    ]
    for field in made[1:]:
        field.setdefault("name", field["id"])
        field.setdefault("value", typed.get(field["id"], ""))
        field |= {"width": 20, "autocomplete": "off", "error": wrong.get(field["id"])}
    return made


def _ask_phone(field: Field, outcome: str = "") -> str:
    return render_template("pages/clerk/identity.html", field=field, outcome=outcome)


def _ask_card(phone: str, fields: list[Field]) -> str:
    return render_template(
        "pages/clerk/identity_card.html",
        phone=phone,
        sent_to=mask(Mask.MOBILE, phone),
        fields=fields[:-1],
        seen=fields[-1],
        problems=[{"field_id": f["id"], "text": f["error"]} for f in fields if f["error"]],
    )
