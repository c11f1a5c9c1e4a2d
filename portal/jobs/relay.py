"""Carries due work from the outbox to the queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

import structlog

from portal.jobs.perform import LEASE
from portal.persistence.queries import outbox

if TYPE_CHECKING:
    from portal.casework.context import Casework

BATCH = 20
POLL_SECONDS = 0.5
WAIT_AFTER_TROUBLE_SECONDS = 5.0

log = structlog.get_logger("portal.jobs")


class Relay:
    """Takes rows under a lease and hands each to ``enqueue`` with the end of its lease.

    Several relays may run at once: a lease is given to one of them. What is not finished when its lease ends, because a
    worker died or the queue was lost, is taken again.
    """

    def __init__(
        self,
        casework: Casework,
        enqueue: Callable[[int, datetime], object],
        queued: Callable[[], int] = lambda: 0,
    ) -> None:
        self._casework = casework
        self._enqueue = enqueue
        self._queued = queued

    def carry(self) -> int:
        """Carry what is due once, and give how much it was. Nothing while the queue still holds a batch."""
        if self._queued() >= BATCH:
            return 0
        now = self._casework.clock()
        with self._casework.db.reading() as session:
            if not outbox.any_due(session, now):
                return 0
        with self._casework.db.writing() as session:
            rows = outbox.claim(session, now, LEASE, BATCH)
        for row in rows:
            self._enqueue(row, now + LEASE)
        return len(rows)

    def run(self, stop: Event) -> None:
        """Carry until told to stop; trouble with the database is waited out."""
        while not stop.is_set():
            try:
                carried = self.carry()
            except Exception as error:  # the relay must outlive a database that is away for a while
                log.warning("relay failed", exc_info=error)
                stop.wait(WAIT_AFTER_TROUBLE_SECONDS)
                continue
            if carried < BATCH:
                stop.wait(POLL_SECONDS)
