"""Questions about later work: writing it down, taking it under a lease, and saying how it went.

A lease is told apart from every other by its end: whoever holds ``claimed_until`` as it stands in the row may work. Work
whose lease ran out is taken again, so everything runs at least once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from portal.persistence.inserting import insert_into, insert_rows
from portal.persistence.models import OutboxRow


def add_once(
    session: Session,
    kind: str,
    effect_key: str,
    at: datetime,
    *,
    case_id: UUID | None = None,
    task_id: UUID | None = None,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Write down later work unless the same effect is written down already; tells whether it was new.

    ``payload`` holds ids and codes only. ``not_before`` is the earliest instant; at once when absent.
    """
    written = session.execute(
        insert_into(session, OutboxRow)
        .values(
            kind=kind,
            case_id=case_id,
            task_id=task_id,
            payload=payload or {},
            effect_key=effect_key,
            created_at=at,
            not_before=not_before or at,
        )
        .on_conflict_do_nothing(index_elements=["effect_key"])
        .returning(OutboxRow.id)
    )
    return written.first() is not None


def add_all_once(session: Session, rows: Sequence[OutboxRow]) -> None:
    """Write down later work; what has the same effect as what is written down already is left out."""
    insert_rows(session, rows, once="effect_key")


def _due(now: datetime) -> Select[int]:
    return (
        select(OutboxRow.id)
        .where(
            OutboxRow.done_at.is_(None),
            OutboxRow.not_before <= now,
            or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now),
        )
        .order_by(OutboxRow.not_before, OutboxRow.id)
    )


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> list[int]:
    """Take open work that is due, oldest first, until ``now + lease``. Two relays never take the same row."""
    rows = list(session.scalars(_due(now).limit(limit).with_for_update(skip_locked=True)))
    if rows:
        session.execute(
            update(OutboxRow).where(OutboxRow.id.in_(rows)).values(claimed_until=now + lease)
        )
    return rows


def renew(
    session: Session, row: int, held: datetime, now: datetime, lease: timedelta
) -> OutboxRow | None:
    """The row, its lease begun anew, or None when it is done or somebody else holds it by now."""
    taken = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row, OutboxRow.done_at.is_(None), OutboxRow.claimed_until == held)
        .values(claimed_until=now + lease)
        .returning(OutboxRow.id)
    )
    if taken.first() is None:
        return None
    return session.get_one(OutboxRow, row)


def finish(session: Session, row: int, now: datetime) -> None:
    """The work took effect. Saying so twice changes nothing."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row, OutboxRow.done_at.is_(None))
        .values(done_at=now, claimed_until=None, last_error=None)
    )


def put_off(session: Session, row: int, held: datetime, until: datetime, error: str | None) -> None:
    """Try again at ``until``. ``error`` is a kind of error, never its words; None when nothing failed.

    Only an error counts as a try. Nothing happens when the lease has passed to somebody else.
    """
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row, OutboxRow.done_at.is_(None), OutboxRow.claimed_until == held)
        .values(
            claimed_until=None,
            not_before=until,
            last_error=error,
            tries=OutboxRow.tries + (0 if error is None else 1),
        )
    )


def any_due(session: Session, now: datetime) -> bool:
    """Whether there is work that nobody holds; cheap enough to ask twice a second, and takes no lock."""
    return session.scalar(_due(now).limit(1)) is not None
