"""Questions about the record of a case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.models import Event, OutboxRow, Remark


def last(session: Session, case_id: UUID) -> Event | None:
    """The newest event of a case."""
    return session.scalar(
        select(Event).where(Event.case_id == case_id).order_by(Event.sequence.desc()).limit(1)
    )


def events(session: Session, case_id: UUID) -> Sequence[Event]:
    """Every event of a case, the oldest first."""
    return session.scalars(
        select(Event).where(Event.case_id == case_id).order_by(Event.sequence)
    ).all()


def remarks(session: Session, case_id: UUID) -> dict[UUID, str]:
    """What people wrote in a case, by id."""
    return {r.id: r.text for r in session.scalars(select(Remark).where(Remark.case_id == case_id))}


def outbox_has(session: Session, effect_key: str) -> bool:
    """Whether a piece of later work was already asked for."""
    return (
        session.scalar(select(OutboxRow.id).where(OutboxRow.effect_key == effect_key)) is not None
    )
