"""Writes down who looked at personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.domain.actors import Actor
from portal.persistence.models import AccessRecord


def add_look(
    session: Session,
    *,
    at: datetime,
    actor: Actor,
    case_id: UUID,
    task_id: UUID | None,
    purpose: str,
    elements: Iterable[str],
) -> None:
    """One look of an actor at some elements of a case. ``elements`` are keys, never values."""
    session.add(
        AccessRecord(
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            office=actor.office,
            case_id=case_id,
            task_id=task_id,
            purpose=purpose,
            elements=sorted(set(elements)),
        )
    )
