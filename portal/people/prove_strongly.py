"""The strong way (level 2): the identity platform vouches for the person, once, soon, and to the session that asked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from portal.domain.actors import ProofRoute
from portal.people.check_person import IdentityUnavailable, NotConfirmed, confirmed
from portal.people.desk import PeopleDesk
from portal.people.proofs import CheckedPerson, note_proof
from portal.persistence.queries import accounts

ATTEMPT_LIFETIME = timedelta(minutes=15)
STRONG_FOR = timedelta(hours=12)
"""In the session that asked only; the next sign-in begins at the phone again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the state that its session keeps until it comes back."""

    address: str
    state: str


def begin_strongly(desk: PeopleDesk, account: UUID, back: str) -> Begun:
    """Note that this account goes to the platform, and give the way there. Raises IdentityUnavailable."""
    state = secrets.token_urlsafe(32)
    address = desk.provider.begin(state, back) if desk.provider is not None else None
    if address is None:
        raise IdentityUnavailable
    with desk.db.writing() as session:
        accounts.add_attempt(session, account, _digest(state), desk.clock() + ATTEMPT_LIFETIME)
    return Begun(address, state)


def prove_strongly(desk: PeopleDesk, account: UUID, state: str, assertion: str) -> CheckedPerson:
    """Redeem what came back, for the account that set out with this state. A state serves once, whatever comes of it.

    Raises NotConfirmed when it is not this account's, was used, or is too old, and when the provider does not stand by the
    assertion; IdentityUnavailable when the provider does not answer.
    """
    now, provider = desk.clock(), desk.provider
    if provider is None:
        raise IdentityUnavailable
    with desk.db.writing() as session:
        attempt = accounts.attempt(session, _digest(state))
        good = (
            attempt is not None
            and attempt.account_id == account
            and attempt.used_at is None
            and now < attempt.expires_at
        )
        if good and attempt is not None:
            attempt.used_at = now
    if not good:
        raise NotConfirmed
    verdict = confirmed(provider.redeem(state, assertion))
    with desk.db.writing() as session:
        person = note_proof(session, account, verdict, now, ProofRoute.PLATFORM, provider.name)
        return CheckedPerson(person.id, person.name, verdict.level, now + STRONG_FOR)


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()
