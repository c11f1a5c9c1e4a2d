"""Seal: the ends of all records that have grown go into the journal, in one signed line after the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.audit.journal import Held, Journal
from portal.audit.lines import BEFORE_THE_FIRST, BadLine, Line, read_line
from portal.domain.chain import Head
from portal.persistence.queries import sealing
from portal.persistence.session import Database

HEADS_PER_LINE = 1000


class JournalBroken(RuntimeError):
    """Nothing may be written after the journal's last line, because it is not the line that was last; the message says why."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing did: cases and lines; ``cut`` bytes of a half-written line were taken away before."""

    cases: int
    lines: int
    cut: int


def seal(
    db: Database, journal: Journal, key: Ed25519PrivateKey, clock: Callable[[], datetime]
) -> Sealed:
    """Seal every record that has grown. Raises JournalBroken; then nothing was written.

    Only what is committed is read, so nothing is sealed that may still be taken back. What commits meanwhile goes on
    waiting: a case leaves the list only at the length that was sealed. Cases that wait while their events are gone stay
    in the list, for whoever verifies.
    """
    cases = lines = 0
    after: UUID | None = None
    with journal.held() as held:
        last = _last(held, db, key)
        while True:
            with db.reading() as session:
                waiting = sealing.waiting(session, HEADS_PER_LINE, after)
                heads = sealing.heads(session, [case_id for case_id, _ in waiting])
            if heads:
                last = _write(held, key, last, clock(), sorted(heads.items()))
                cases, lines = cases + len(heads), lines + 1
                with db.writing() as session:
                    sealing.put_note(session, last.number, last.hash)
                    sealing.sealed(session, [(c, h.length) for c, h in sorted(heads.items())])
            if len(waiting) < HEADS_PER_LINE:
                return Sealed(cases, lines, held.cut)
            after = waiting[-1][0]


def begin_anew(db: Database, journal: Journal) -> None:
    """Set the journal aside and have every record sealed again, in a new one. Call ``seal`` next.

    For a new key, or after the journal was lost or found broken; what the old one proves it proves no longer by itself.
    """
    with journal.held(), db.writing() as session:
        journal.set_aside()
        sealing.forget_note(session)
        sealing.ask_for_all(session)


def _last(held: Held, db: Database, key: Ed25519PrivateKey) -> Line | None:
    """The line to go on from, when it is the one that this database saw last, or a later one."""
    with db.reading() as session:
        note = sealing.note(session)
    raw = held.last()
    if raw is None:
        if note is not None:
            raise JournalBroken(f"the journal is empty, though line {note.number} was written")
        return None
    try:
        line = read_line(raw)
    except BadLine as error:
        raise JournalBroken(f"the journal's last line cannot be used: {error}") from error
    if not line.is_signed_by(key.public_key()):
        raise JournalBroken("the journal's last line is not signed by this key")
    if note is not None and line.number < note.number:
        raise JournalBroken(
            f"the journal ends at line {line.number}, though line {note.number} was written"
        )
    if note is not None and line.number == note.number and line.hash != note.hash:
        raise JournalBroken(f"line {line.number} of the journal is not the one that was written")
    return line


def _write(
    held: Held,
    key: Ed25519PrivateKey,
    last: Line | None,
    at: datetime,
    heads: Sequence[tuple[UUID, Head]],
) -> Line:
    line = Line(
        number=last.number + 1 if last else 1,
        at=at,
        heads=tuple(heads),
        previous=last.hash if last else BEFORE_THE_FIRST,
    ).signed_by(key)
    held.append(line)
    return line
