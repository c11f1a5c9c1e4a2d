"""Questions about the grounds on which sources were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import Case, Consent, Inquiry


def one(session: Session, consent_id: UUID) -> Consent | None:
    """One ground."""
    return session.get(Consent, consent_id)


def about(session: Session, person_id: UUID) -> Sequence[tuple[Consent, Case, Sequence[Inquiry]]]:
    """Every ground on which sources were asked about a person, whoever applied, the latest first."""
    rows = session.execute(
        select(Consent, Case)
        .join(Case, Case.id == Consent.case_id)
        .where(Consent.person_id == person_id)
        .order_by(Case.created_at.desc(), Case.id, Consent.given_at.desc(), Consent.source)
    ).all()
    asked: dict[UUID, list[Inquiry]] = defaultdict(list)
    for inquiry in session.scalars(
        select(Inquiry)
        .where(Inquiry.consent_id.in_([consent.id for consent, _ in rows]))
        .order_by(Inquiry.id)
    ):
        asked[inquiry.consent_id].append(inquiry)
    return [(consent, case, asked[consent.id]) for consent, case in rows]


def standing(session: Session, case_id: UUID) -> Sequence[Consent]:
    """Grounds of a case that were not withdrawn."""
    return session.scalars(
        select(Consent)
        .where(Consent.case_id == case_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_at, Consent.id)
    ).all()
