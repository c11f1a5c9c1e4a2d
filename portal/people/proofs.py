"""Notes that somebody proved who they are: the person, the account's link to them, and the proof, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.domain.actors import Assurance, ProofRoute
from portal.persistence.models import IdentityProof, Person
from portal.persistence.queries import accounts
from portal.registries.protocol import Verdict


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """Somebody who was checked: whom the account may act as in this session, and how surely.

    ``strong_until`` is set where they proved it strongly in this session; for longer nobody is strong.
    """

    id: UUID
    name: str
    assurance: Assurance
    strong_until: datetime | None = None


def note_proof(
    session: Session,
    account: UUID,
    verdict: Verdict,
    at: datetime,
    route: ProofRoute,
    provider: str,
    *,
    staff: UUID | None = None,
    office: str | None = None,
) -> Person:
    """Keep what a confirming verdict says and give the person it speaks of, linked to the account."""
    person = accounts.person_of_number(
        session, verdict.id_number, name=verdict.name, provider=provider, at=at
    )
    person.name, person.provider, person.checked_at = verdict.name, provider, at
    person.assurance = max(person.assurance, verdict.level)
    accounts.link_person(session, account, person.id, at)
    session.add(
        IdentityProof(
            account_id=account,
            person_id=person.id,
            level=int(verdict.level),
            route=route,
            provider=provider,
            at=at,
            staff_id=staff,
            office=office,
        )
    )
    return person
