"""Questions about the grounds on which sources were asked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import Consent


def standing(session: Session, case_id: UUID) -> Sequence[Consent]:
    """Grounds of a case that were not withdrawn."""
    return session.scalars(
        select(Consent)
        .where(Consent.case_id == case_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_at, Consent.id)
    ).all()
