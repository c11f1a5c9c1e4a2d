"""Questions that whoever looks after the machine asks: which files must be there, what keeps failing, how much is waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.domain.states import OPEN
from portal.persistence.models import Document, OutboxRow, Task, Upload

BATCH = 1_000
UPLOAD, DOCUMENT = "upload", "document"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that a row promises. ``table`` is upload or document; size in bytes."""

    table: str
    id: UUID
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Failing:
    """Later work of one kind that failed and waits to be tried again."""

    kind: str
    error: str
    rows: int
    most_tries: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """Later work that is due. ``oldest`` is since when the oldest waits, None when nothing does."""

    rows: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """How many tasks of a department in a state are open, and how many of those are past their date."""

    department: str
    state: str
    tasks: int
    overdue: int


def kept_files(session: Session) -> Iterator[Kept]:
    """Every file that the database promises: each upload, and each document that was made.

    Read page by page by their ids, since a session for reading holds no cursor open.
    """
    for table, name in ((Upload, UPLOAD), (Document, DOCUMENT)):
        for file, size, digest in _by_page(session, table):
            # A document that is still to be made has neither.
            if size is not None and digest is not None:
                yield Kept(name, file, size, digest)


def _by_page(
    session: Session, table: type[Upload | Document]
) -> Iterator[tuple[UUID, int | None, str | None]]:
    last = UUID(int=0)
    while True:
        page = session.execute(
            select(table.id, table.size, table.digest)
            .where(table.id > last)
            .order_by(table.id)
            .limit(BATCH)
        ).all()
        yield from ((row.id, row.size, row.digest) for row in page)
        if len(page) < BATCH:
            return
        last = page[-1].id


def failing(session: Session, tries: int) -> list[Failing]:
    """Kinds of work that failed so many times or more and are not done, by the kind of error."""
    found = session.execute(
        select(
            OutboxRow.kind,
            OutboxRow.last_error,
            func.count(),
            func.max(OutboxRow.tries),
        )
        .where(OutboxRow.done_at.is_(None), OutboxRow.tries >= tries)
        .group_by(OutboxRow.kind, OutboxRow.last_error)
        .order_by(OutboxRow.kind, OutboxRow.last_error)
    )
    return [Failing(kind, error or "", rows, most) for kind, error, rows, most in found]


def backlog(session: Session, now: datetime) -> Backlog:
    """How much later work is due and not done, whoever holds it."""
    rows, oldest = session.execute(
        select(func.count(), func.min(OutboxRow.not_before)).where(
            OutboxRow.done_at.is_(None), OutboxRow.not_before <= now
        )
    ).one()
    return Backlog(rows, oldest)


def load(session: Session, today: date) -> list[Load]:
    """Open tasks by department and state, in one statement."""
    late = func.count().filter(Task.due_on < today)
    found = session.execute(
        select(Task.department, Task.state, func.count(), late)
        .where(Task.state.in_(OPEN))
        .group_by(Task.department, Task.state)
        .order_by(Task.department, Task.state)
    )
    return [Load(department, state.value, tasks, late) for department, state, tasks, late in found]


def broken_pages(session: Session, limit: int) -> list[str]:
    """What SQLite's own look at every page and every reference finds, at most ``limit`` lines; empty when all is well."""
    pages = session.scalars(text(f"PRAGMA integrity_check({int(limit)})")).all()
    found = [str(line) for line in pages if line != "ok"]
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")).fetchmany(limit):
        found.append(f"row {row} of {table} names a {parent} that is not there")
    return found
