"""At the counter (level 2): staff have the ID card and the person before them, and the account's phone is there too."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.domain.actors import Actor, Assurance, ProofRoute
from portal.domain.permissions import Permission, Scope, require
from portal.people.check_person import IdentityUnavailable, confirmed
from portal.people.codes import CodePurpose, CodeRefused, use_up
from portal.people.desk import PeopleDesk
from portal.people.proofs import note_proof
from portal.persistence.queries import accounts
from portal.registries.protocol import Finding, Verdict

STRONG_FOR = timedelta(hours=2)
"""Long enough for what they came for; short, because the same phone may be in other hands tomorrow."""


def confirm_at_counter(
    desk: PeopleDesk, clerk: Actor, phone: str, typed: str, name: str, id_number: str
) -> UUID:
    """Note that the person of this ID card uses the account of this phone, and give the account's id.

    ``typed`` is the code that was sent to the phone; it is used up first, so that nobody learns about names and numbers
    without a phone in hand. Raises Forbidden, CodeRefused, NotConfirmed, IdentityUnavailable.
    """
    require(Permission.IDENTITY_CONFIRM, clerk, Scope(office=clerk.office))
    now, provider = desk.clock(), desk.provider
    with desk.db.writing() as session:
        fault = use_up(desk, session, phone, typed, CodePurpose.COUNTER, now)
    if fault is not None:
        raise CodeRefused(fault)
    if provider is None:
        raise IdentityUnavailable
    verdict = confirmed(provider.check(name, id_number))
    seen = Verdict(Finding.CONFIRMED, Assurance.STRONG, verdict.name, verdict.id_number)
    with desk.db.writing() as session:
        account = accounts.account_of_phone(session, phone, now)
        person = note_proof(
            session,
            account.id,
            seen,
            now,
            ProofRoute.COUNTER,
            provider.name,
            staff=clerk.id,
            office=clerk.office,
        )
        accounts.strengthen(session, account.id, person.id, now + STRONG_FOR)
        return account.id
