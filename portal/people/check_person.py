"""The real-name check (实名核验): do this name and this ID number belong together?"""

from __future__ import annotations

from uuid import UUID

from portal.domain.actors import Assurance, ProofRoute
from portal.domain.calendar import local_date
from portal.people.desk import PeopleDesk
from portal.people.proofs import CheckedPerson as CheckedPerson
from portal.people.proofs import note_proof
from portal.persistence.queries import cases
from portal.registries.protocol import Finding, Verdict

CHECKS_PER_DAY = 10
"""Right and wrong ones alike, so that nobody can have lists of people checked here."""


class NotConfirmed(Exception):
    """The provider does not confirm this pair. A wrong name and an unknown person give this same answer."""


class IdentityUnavailable(Exception):
    """No provider is joined on, or it does not answer this time. Everything works without it, only slower."""


class TooManyChecks(Exception):
    """This account has asked often enough for one Shanghai day."""


def confirmed(verdict: Verdict) -> Verdict:
    """The verdict, if it confirms. Raises IdentityUnavailable or NotConfirmed."""
    if verdict.finding is Finding.UNAVAILABLE:
        raise IdentityUnavailable
    if verdict.finding is not Finding.CONFIRMED:
        raise NotConfirmed
    return verdict


def check_person(desk: PeopleDesk, account: UUID, name: str, id_number: str) -> CheckedPerson:
    """Have the pair checked and link the person to the account. Name and number are tidy already.

    This gives level 1 and never more, however surely the same person was known before or elsewhere: whoever types the pair
    has shown that they know it. Raises NotConfirmed, IdentityUnavailable or TooManyChecks; none says more than its name.
    """
    provider = desk.provider
    if provider is None:
        raise IdentityUnavailable
    # Counted before asking, in a transaction of its own: many requests at once get no more tries than one by one.
    series = f"identity_check:{account.hex}:{local_date(desk.clock())}"
    with desk.db.writing() as session:
        if cases.next_number(session, series) > CHECKS_PER_DAY:
            raise TooManyChecks
    verdict = confirmed(provider.check(name, id_number))
    with desk.db.writing() as session:
        person = note_proof(
            session, account, verdict, desk.clock(), ProofRoute.CHECK, provider.name
        )
        return CheckedPerson(person.id, person.name, Assurance.CHECKED)
