"""What a checked person has sent before, so that it can be offered again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.facts import FactSource, Stream
from portal.domain.states import CaseState
from portal.persistence.models import Case, CasePerson, Fact
from portal.persistence.queries.cases import APPLICANT

LATEST = 3
"""Cases that are looked into, the latest first."""


class EarlierCase(NamedTuple):
    """One case a person has sent: what it was, and every fact they typed or answered in it, by key."""

    id: UUID
    bundle: str
    release_id: str
    typed: dict[str, str]
    situation: dict[str, str]


def earlier_cases(session: Session, account: UUID, person: UUID) -> Sequence[EarlierCase]:
    """The latest cases that a person has sent from an account. Nothing of anybody else who had its number."""
    cases = session.execute(
        select(Case.id, Case.bundle, Case.release_id)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(
            Case.account_id == account,
            Case.state == CaseState.FILED,
            CasePerson.role == APPLICANT,
            CasePerson.person_id == person,
        )
        .order_by(Case.filed_at.desc(), Case.id)
        .limit(LATEST)
    ).all()
    if not cases:
        return []
    found = {row.id: EarlierCase(row.id, row.bundle, row.release_id, {}, {}) for row in cases}
    facts = session.scalars(
        select(Fact).where(
            Fact.case_id.in_(found),
            Fact.stream == Stream.CURRENT,
            Fact.source == FactSource.PERSON,
        )
    )
    for fact in facts:
        one = found[fact.case_id]
        kept = one.situation if fact.key.startswith("situation.") else one.typed
        kept[fact.key] = fact.value
    return list(found.values())
