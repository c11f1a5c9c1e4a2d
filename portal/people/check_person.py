"""The real-name check (实名核验): do this name and this ID number belong together?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.domain.actors import Assurance
from portal.domain.calendar import local_date
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts, cases

CHECKS_PER_DAY = 10
"""Right and wrong ones alike, so that nobody can have lists of people checked here."""


class NotConfirmed(Exception):
    """The provider does not confirm this pair. A wrong name and an unknown person give this same answer."""


class IdentityUnavailable(Exception):
    """No provider is joined on, or it does not answer this time. Everything works without it, only slower."""


class TooManyChecks(Exception):
    """This account has asked often enough for one Shanghai day."""


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """Somebody who was checked: whom the account may act as in this session."""

    id: UUID
    name: str
    assurance: Assurance


def check_person(desk: PeopleDesk, account: UUID, name: str, id_number: str) -> CheckedPerson:
    """Have the pair checked and link the person to the account. Name and number are tidy already.

    Raises NotConfirmed, IdentityUnavailable or TooManyChecks; none of them says more than its name.
    """
    provider = desk.provider
    if provider is None:
        raise IdentityUnavailable
    # Counted before asking, in a transaction of its own: many requests at once get no more tries than one by one.
    series = f"identity_check:{account.hex}:{local_date(desk.clock())}"
    with desk.db.writing() as session:
        if cases.next_number(session, series) > CHECKS_PER_DAY:
            raise TooManyChecks
    belongs = provider.belongs(name, id_number)
    if belongs is None:
        raise IdentityUnavailable
    if not belongs:
        raise NotConfirmed
    now = desk.clock()
    with desk.db.writing() as session:
        person = accounts.person_of_number(
            session, id_number, name=name, provider=provider.name, at=now
        )
        person.name, person.provider, person.checked_at = name, provider.name, now
        person.assurance = max(person.assurance, Assurance.CHECKED)
        accounts.link_person(session, account, person.id, now)
        return CheckedPerson(person.id, person.name, Assurance(person.assurance))
