"""Read the journal: check every line, and gather the heads of those that may be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.audit.findings import Finding, Kind
from portal.audit.heads import Heads
from portal.audit.journal import Journal
from portal.audit.lines import BEFORE_THE_FIRST, BadLine, Line, read_line


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the journal by number and hash, as it was noted somewhere: in the database, or by a person."""

    number: int
    hash: bytes


@dataclass
class Reading:
    """What was read. ``half`` counts the bytes of a line that a crash left half written."""

    lines: int = 0
    last: Mark | None = None
    last_at: datetime | None = None
    half: int = 0


def read_journal(
    journal: Journal, key: Ed25519PublicKey, heads: Heads, marks: list[Mark], reading: Reading
) -> Iterator[Finding]:
    """Check the journal line by line and fill ``heads`` and ``reading``.

    ``marks`` are lines that are known to have been written: a journal that ends before one, or has another line in its
    place, was cut off or exchanged. Without a mark that is kept elsewhere, a journal and a database cut off alike show nothing.
    """
    wanted: dict[int, set[bytes]] = defaultdict(set)
    for mark in marks:
        wanted[mark.number].add(mark.hash)
    signatures = _Run(Kind.JOURNAL_SIGNATURE)
    before = Mark(0, BEFORE_THE_FIRST)
    for raw in _lines_of(journal):
        if not raw.endswith(b"\n"):
            reading.half = len(raw)
            break
        reading.lines += 1
        try:
            line = read_line(raw[:-1])
        except BadLine:
            yield Finding(Kind.JOURNAL_LINE, first=reading.lines)
            continue
        if line.previous != before.hash or line.number != before.number + 1:
            yield _out_of_order(line, before)
        if line.is_signed_by(key):
            heads.add(line.heads)
            yield from signatures.end()
        else:
            signatures.add(line.number)
        before = Mark(line.number, line.hash)
        reading.last, reading.last_at = before, line.at
        if wanted.pop(line.number, set()) - {line.hash}:
            yield Finding(Kind.JOURNAL_CUT_OFF, first=line.number)
    yield from signatures.end()
    if wanted:
        yield Finding(Kind.JOURNAL_CUT_OFF, first=min(before.number + 1, *wanted), last=max(wanted))


def _lines_of(journal: Journal) -> Iterator[bytes]:
    try:
        yield from journal.lines()
    except FileNotFoundError:
        return


def _out_of_order(line: Line, before: Mark) -> Finding:
    if line.number > before.number + 1:
        return Finding(Kind.JOURNAL_ORDER, first=before.number + 1, last=line.number)
    return Finding(Kind.JOURNAL_ORDER, first=line.number)


class _Run:
    """Lines after one another with the same fault, told as one finding."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._first = self._last = 0

    def add(self, number: int) -> None:
        """One more line."""
        self._first = self._first or number
        self._last = number

    def end(self) -> Iterator[Finding]:
        """The run is over; tell it when there was one."""
        if self._first:
            yield Finding(self._kind, first=self._first, last=self._last)
            self._first = 0
