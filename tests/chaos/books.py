"""Everything a database and its file store hold, read at once, to be checked as a whole."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from portal.casework.context import Casework
from portal.persistence.models import (
    Case,
    ConfirmationRequest,
    Counter,
    Document,
    Event,
    Fact,
    Notice,
    OutboxRow,
    Result,
    Task,
    Upload,
)

Row = TypeVar("Row")


@dataclass
class Books:
    """Rows as they lie in the tables. ``kept``: SHA-256 and size of the bytes under an id, for those that have bytes.

    ``due``: the items that each case must have as tasks once it is filed.
    """

    cases: list[Case]
    facts: list[Fact]
    tasks: list[Task]
    events: list[Event]
    results: list[Result]
    documents: list[Document]
    uploads: list[Upload]
    requests: list[ConfirmationRequest]
    outbox: list[OutboxRow]
    notices: list[Notice]
    counters: dict[str, int]
    kept: dict[UUID, tuple[str, int]]
    due: dict[UUID, frozenset[str]]


def read_books(work: Casework) -> Books:
    """Read it all. The rows belong to nobody afterwards and can be changed at will."""
    with work.db.reading() as session:
        books = _rows(session)
    files: list[Document | Upload] = [*books.documents, *books.uploads]
    for row in files:
        try:
            data = work.files.get(row.id)
        except FileNotFoundError:
            continue
        books.kept[row.id] = (hashlib.sha256(data).hexdigest(), len(data))
    facts = grouped(books.facts, lambda fact: fact.case_id)
    for case in books.cases:
        values = {f.key: f.value for f in facts[case.id] if f.stream == "current" and f.value}
        bundle = work.shelf.get(case.release_id).bundles[case.bundle]
        books.due[case.id] = frozenset(bundle.active_items(values, case.chosen))
    return books


def _rows(session: Session) -> Books:
    def all_of(model: type[Row]) -> list[Row]:
        return list(session.query(model))

    return Books(
        cases=all_of(Case),
        facts=all_of(Fact),
        tasks=all_of(Task),
        events=sorted(all_of(Event), key=lambda event: (str(event.case_id), event.sequence)),
        results=all_of(Result),
        documents=all_of(Document),
        uploads=all_of(Upload),
        requests=all_of(ConfirmationRequest),
        outbox=all_of(OutboxRow),
        notices=all_of(Notice),
        counters={counter.series: counter.last for counter in all_of(Counter)},
        kept={},
        due={},
    )


def grouped(rows: Iterable[Row], key: Callable[[Row], UUID | None]) -> dict[UUID | None, list[Row]]:
    """Rows by what they belong to; nothing for what has none."""
    found: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
