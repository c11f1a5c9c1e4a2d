"""Verify: the journal line by line, then every case against its chain, the journal, and what its events vouch for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.audit.findings import Finding, Kind
from portal.audit.heads import Heads, no_heads
from portal.audit.journal import Journal
from portal.audit.read import Mark, Reading, read_journal
from portal.audit.values import Values, faults_of_files
from portal.domain.breaks import Break, Fault, Link, breaks
from portal.domain.chain import Head, genesis
from portal.persistence.files import FileStore
from portal.persistence.hashed import link_of
from portal.persistence.queries import auditing, sealing
from portal.persistence.queries.auditing import CaseRow, Rows
from portal.persistence.session import Database

CASES_AT_ONCE = 100


class NoSuchCase(LookupError):
    """There is no case with that number or id, neither in the database nor in the journal."""


@dataclass
class Report:
    """What was looked at, filled while it goes on. ``waiting`` counts cases that have grown since they were sealed."""

    journal: Reading = field(default_factory=Reading)
    cases: int = 0
    events: int = 0
    waiting: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit. ``files`` None leaves the bytes of uploads and documents alone; ``noted`` are lines written down elsewhere.

    ``progress`` is told how many more cases were looked at.
    """

    db: Database
    journal: Journal
    key: Ed25519PublicKey
    record_key: bytes
    files: FileStore | None = None
    noted: Sequence[Mark] = ()
    progress: Callable[[int], None] = lambda _: None

    def count(self) -> int:
        """How many cases there are to look at."""
        with self.db.reading() as session:
            return auditing.count(session)

    def everything(self, report: Report) -> Iterator[Finding]:
        """Every fault of the journal and of all cases. Nothing is written; no more than a page of cases is held."""
        with no_heads() as heads:
            yield from self._journal(report, heads)
            waiting = self._waiting(report)
            looking = _Looking(self, report, heads, waiting)
            for page in self._pages():
                yield from looking.cases(page)
            yield from self._deleted(heads, waiting)
            report.gone = looking.values.gone.total()

    def one(self, wanted: str, report: Report) -> Iterator[Finding]:
        """Every fault of the journal and of one case, by its number or id. Raises NoSuchCase."""
        with no_heads() as heads:
            yield from self._journal(report, heads)
            waiting = self._waiting(report)
            case_id = _as_id(wanted)
            with self.db.reading() as session:
                case = auditing.by_number(session, wanted)
                if case is None and case_id is not None:
                    case = auditing.by_id(session, case_id)
            if case is not None:
                looking = _Looking(self, report, heads, waiting)
                yield from looking.cases([case])
                report.gone = looking.values.gone.total()
            elif case_id is not None and self._was_there(case_id, heads, waiting):
                yield Finding(Kind.CASE_DELETED, case_id)
            else:
                raise NoSuchCase(wanted)

    def _journal(self, report: Report, heads: Heads) -> Iterator[Finding]:
        # The note first: the journal may grow while it is read, and then it has more than was noted and not less.
        with self.db.reading() as session:
            note = sealing.note(session)
        marks = [*self.noted, *([Mark(note.number, note.hash)] if note else [])]
        yield from read_journal(self.journal, self.key, heads, marks, report.journal)

    def _waiting(self, report: Report) -> dict[UUID, int]:
        """How long records are that wait to be sealed: a head without a hash. There are few while a worker runs."""
        found: dict[UUID, int] = {}
        after: UUID | None = None
        with self.db.reading() as session:
            while page := sealing.waiting(session, CASES_AT_ONCE, after):
                found |= dict(page)
                after = page[-1][0]
        report.waiting = len(found)
        return found

    def _pages(self) -> Iterator[list[CaseRow]]:
        after: UUID | None = None
        while True:
            with self.db.reading() as session:
                page = auditing.page(session, after, CASES_AT_ONCE)
            if not page:
                return
            yield page
            after = page[-1].id

    def _was_there(self, case: UUID, heads: Heads, waiting: dict[UUID, int]) -> bool:
        """Whether anything but its own row speaks of a case."""
        if case in waiting or heads.take(case):
            return True
        with self.db.reading() as session:
            return auditing.has_events(session, case)

    def _deleted(self, heads: Heads, waiting: dict[UUID, int]) -> Iterator[Finding]:
        gone = dict(heads.left()) | waiting
        with self.db.reading() as session:
            gone |= dict.fromkeys(auditing.without_case(session), 0)
            for case in sorted(gone):
                if auditing.by_id(session, case) is None:
                    yield Finding(Kind.CASE_DELETED, case)


@dataclass
class _Looking:
    """Looks at cases, and again at those that seem wrong while nobody can write to them."""

    audit: Audit
    report: Report
    heads: Heads
    waiting: dict[UUID, int]
    values: Values = field(init=False)

    def __post_init__(self) -> None:
        self.values = Values(self.audit.record_key)

    def cases(self, page: list[CaseRow]) -> Iterator[Finding]:
        """The faults of some cases."""
        with self.audit.db.reading() as session:
            for rows in auditing.rows_of(session, page):
                sealed = self.heads.take(rows.case.id)
                self.report.cases += 1
                self.report.events += len(rows.events) + len(rows.unreadable)
                if list(self._faults(rows, sealed, self.values)):
                    yield from self._again(rows.case, sealed)
                self.waiting.pop(rows.case.id, None)
                self.audit.progress(1)

    def _again(self, case: CaseRow, sealed: list[Head]) -> list[Finding]:
        """A case is read in several statements, and somebody may have written between them: look at it held."""
        with self.audit.db.writing() as session:
            auditing.hold(session, case.id)
            now = auditing.by_id(session, case.id)
            if now is None:
                return [Finding(Kind.CASE_DELETED, case.id, case.number)]
            [rows] = auditing.rows_of(session, [now])
            return list(self._faults(rows, sealed, Values(self.audit.record_key)))

    def _faults(self, rows: Rows, sealed: list[Head], values: Values) -> Iterator[Finding]:
        broken = self._breaks(rows, sealed)
        for b in broken:
            yield Finding(Kind(b.fault.value), rows.case.id, rows.case.number, b.first, b.last)
        yield from values.faults(rows, broken)
        if self.audit.files is not None:
            yield from faults_of_files(rows, self.audit.files)

    def _breaks(self, rows: Rows, sealed: list[Head]) -> list[Break]:
        links = [link_of(event) for event in rows.events]
        links += [Link(number, None, b"", b"") for number in rows.unreadable]
        found = breaks(links, genesis(str(rows.case.id)), sealed)
        length = max((link.sequence for link in links), default=0)
        # What waits to be sealed has been committed, and so has the first event of whatever has a number.
        known = max(self.waiting.get(rows.case.id, 0), 1 if rows.case.number is not None else 0)
        if known > length and not any(b.fault is Fault.CUT_OFF for b in found):
            found.append(Break(Fault.CUT_OFF, length + 1, known))
        return found


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
