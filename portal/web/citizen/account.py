"""My account: the phone, the people checked from it, language and mode, and who looked at my data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.catalogue.labels import SITUATION
from portal.catalogue.wording import ServiceWords
from portal.domain.masking import Mask, mask
from portal.domain.permissions import Permission
from portal.people.choose_person import choose_person, persons_of
from portal.persistence.queries import accounts, benefits
from portal.web import login
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.firms import acted_firm
from portal.web.house import city_words, house, service_words
from portal.web.house import gettext as _
from portal.web.looking import ITEM, MATERIAL, Purpose

LOOKS = 30


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person checked from this account since the sign-in, so that one may act as them."""

    id: UUID
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look at personal data, in words."""

    at: datetime
    office: str
    purpose: str
    elements: list[str]
    case_number: str | None


@blueprint.get("/my/account")
@requires(Permission.ACCOUNT_USE)
def account() -> ResponseReturnValue:
    """Everything about the account on one page."""
    desk = house().people
    mine: UUID = current_user.actor.id
    confirmed, chosen = login.confirmed_persons(), login.person()
    persons = [
        PersonRow(each.id, mask(Mask.NAME, each.name), each.id == chosen)
        for each in persons_of(desk, mine)
        # Whoever was checked before may be of those who had this number before.
        if each.id in confirmed
    ]
    with desk.db.reading() as session:
        row = accounts.account(session, mine)
        looks = accounts.looks(session, mine, chosen, LOOKS)
        paid = benefits.has_any(session, mine, chosen)
    return render_template(
        "pages/account/account.html",
        phone=mask(Mask.MOBILE, row.phone),
        level=int(current_user.actor.assurance),
        persons=persons,
        firm=acted_firm(),
        paid=paid,
        looks=[_in_words(look) for look in looks],
    )


@blueprint.post("/my/account/persons/<uuid:person>/choose")
@requires(Permission.ACCOUNT_USE)
def choose(person: UUID) -> ResponseReturnValue:
    """Act as another of the persons checked since the sign-in."""
    chosen = choose_person(house().people, current_user.actor.id, person, login.confirmed_persons())
    login.act_as(chosen)
    return redirect(url_for("citizen.account"))


def _in_words(look: accounts.Look) -> LookRow:
    names = service_words(look.release)
    details = dict.fromkeys(_detail(key, names) for key in look.elements)
    office = city_words().get(f"office.{look.office}.name", _("An office of the city"))
    return LookRow(look.at, office, _purpose(look.purpose), list(details), look.case_number)


def _detail(key: str, names: ServiceWords) -> str:
    """What was looked at: a fact of a party, ``material.<id>``, or what an item's office filled in."""
    first, _dot, rest = key.partition(".")
    if first == MATERIAL:
        return names.get(f"material.{rest}.name", rest)
    if first == ITEM:
        return names.get(f"{key}.name", rest)
    if f"{first}." == SITUATION:
        return _("What you answered at the beginning")
    return names.get(f"element.{rest}.label", rest)


def _purpose(code: str) -> str:
    match code:
        case Purpose.DECIDE:
            return _("To decide on your application")
        case Purpose.ENTER_BY_HAND:
            return _("To carry it into the department's own system")
        case Purpose.MATERIAL:
            return _("To look at what you handed in")
        case Purpose.PAY:
            return _("To pay your benefit")
        case __:
            return _("To handle your application")
