"""Runs one piece of work that was taken from the outbox, and notes how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from portal.jobs.work import Handler, NotYet, UnknownKind, Work
from portal.persistence.models import OutboxRow
from portal.persistence.queries import outbox

if TYPE_CHECKING:
    from portal.wiring import Portal

LEASE = timedelta(minutes=2)
"""How long work is held before it counts as abandoned; well above the longest job."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

log = structlog.get_logger("portal.jobs")


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many failures: 5 s, 10 s, 20 s … one hour. Work is never given up."""
    return min(FIRST_PAUSE * (1 << min(tries, 16)), LONGEST_PAUSE)


def perform(portal: Portal, handlers: Mapping[str, Handler], row: int, held: datetime) -> bool:
    """Run the work if the lease still is ours; tells whether it ran and took effect.

    A failure is noted by its kind alone, because messages of errors may hold personal values.
    """
    db, clock = portal.casework.db, portal.casework.clock
    with db.writing() as session:
        now = clock()
        found = outbox.renew(session, row, held, now, LEASE)
        if found is None:
            return False
        work, held = _work(found), now + LEASE
    started = clock()
    try:
        _handler(handlers, work.kind)(portal, work)
    except NotYet as wait:
        _count(portal, work, "not yet", started)
        _put_off(portal, work, held, wait.after, None)
        return False
    except Exception as error:  # whatever a handler raises, the row must be put back
        _count(portal, work, "failed", started)
        _put_off(portal, work, held, pause_after(work.tries), type(error).__name__)
        log.warning(
            "job failed",
            kind=work.kind,
            row=work.id,
            tries=work.tries + 1,
            exc_info=error,
        )
        return False
    _count(portal, work, "done", started)
    with db.writing() as session:
        outbox.finish(session, row, clock())
    log.info("job done", kind=work.kind, row=work.id, seconds=(clock() - started).total_seconds())
    return True


def _count(portal: Portal, work: Work, outcome: str, started: datetime) -> None:
    seconds = (portal.casework.clock() - started).total_seconds()
    portal.metrics.job(work.kind, outcome, max(seconds, 0))


def _work(row: OutboxRow) -> Work:
    return Work(
        row.id,
        row.kind,
        row.case_id,
        row.task_id,
        row.payload,
        row.effect_key,
        row.tries,
        row.created_at,
    )


def _handler(handlers: Mapping[str, Handler], kind: str) -> Handler:
    try:
        return handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def _put_off(
    portal: Portal, work: Work, held: datetime, after: timedelta, error: str | None
) -> None:
    with portal.casework.db.writing() as session:
        outbox.put_off(session, work.id, held, portal.casework.clock() + after, error)
