"""The worker between the requests: everything that is due in the outbox is done at once, in the order in which it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portal.jobs.documents import make_document
from portal.jobs.handlers import HANDLERS
from portal.jobs.perform import perform
from portal.jobs.relay import Relay
from portal.jobs.work import Handler
from portal.persistence.models import OutboxRow
from portal.wiring import Portal
from tests.factories import looking as see
from tests.factories.clock import Clock

PAUSE = timedelta(minutes=2)
"""Longer than any of the demonstration's outside systems takes."""
WITHOUT_DOCUMENTS: Mapping[str, Handler] = {**HANDLERS, "make_document": lambda portal, work: None}


@dataclass
class Worker:
    """Works for one house. A document takes as long to make as fifty pages, so they are made only when somebody will read them."""

    portal: Portal
    clock: Clock

    def work_off(self) -> None:
        """Let some time go by, then do what is due until nothing more follows. Raises AssertionError for what failed."""
        self.clock.pass_time(PAUSE)
        taken: list[tuple[int, datetime]] = []
        relay = Relay(self.portal.casework, lambda row, held: taken.append((row, held)))
        while relay.carry():
            for row, held in taken:
                perform(self.portal, WITHOUT_DOCUMENTS, row, held)
            taken.clear()
        failed = self._failures()
        assert not failed, failed

    def make(self, case: UUID, most: int) -> None:
        """Make the last documents of a case, so many at most."""
        for document in see.documents_of(self.portal.casework, case)[-most:] if most else ():
            make_document(self.portal, document.id)

    def _failures(self) -> list[str]:
        with self.portal.casework.db.reading() as session:
            rows = session.query(OutboxRow).filter(OutboxRow.last_error.is_not(None))
            return [f"{row.kind}: {row.last_error}" for row in rows]
