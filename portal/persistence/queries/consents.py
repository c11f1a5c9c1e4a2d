"""Questions about the grounds on which sources were asked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import AccessRecord, Consent
from portal.persistence.models.case import Case


def standing(session: Session, case_id: UUID) -> Sequence[Consent]:
    """Grounds of a case that were not withdrawn."""
    return session.scalars(
        select(Consent).where(Consent.case_id == case_id, Consent.withdrawn_at.is_(None))
    ).all()


def looks_at_account(session: Session, account: UUID, limit: int = 100) -> Sequence[AccessRecord]:
    """Who looked at the data in an account's cases, the latest first."""
    return session.scalars(
        select(AccessRecord)
        .join(Case, Case.id == AccessRecord.case_id)
        .where(Case.account_id == account)
        .order_by(AccessRecord.at.desc())
        .limit(limit)
    ).all()
