"""What is wrong with a chain: each fault by its kind and by the number of the event it concerns.

Whoever tampers changes as little as they can, so a row that no longer holds is asked what it held as: under its own number, under another
number, hung from another event. What it answers tells a changed event from a moved, an inserted and a removed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.chain import HASH_BYTES, Head, NotCanonical, link

_BEYOND = 64
"""How far past the end a number is looked for that an event may have had."""


class Fault(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    UNKNOWN_ORDER = "unknown_order"
    """The numbers do not run 1, 2, 3 …, and no event can be named that was taken out or put in."""
    CUT_OFF = "cut_off"
    RECOMPUTED = "recomputed"
    """The chain holds in itself and is not the one that was sealed."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is stored. ``payload`` is what its hash covers, None when the row cannot be read."""

    sequence: int
    payload: Mapping[str, object] | None
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """One fault, at the events numbered ``first`` to ``last``."""

    fault: Fault
    first: int
    last: int


def breaks(links: Iterable[Link], start: bytes, heads: Iterable[Head] = ()) -> list[Break]:
    """Everything that is wrong with a case's events, in the order of their numbers.

    ``start`` is the case's ``genesis``; ``heads`` are those that were sealed of it, any number of them. Without heads
    neither a cut-off end nor a chain hashed anew can be found.
    """
    rows = sorted(links, key=lambda row: row.sequence)
    ends = sorted(heads, key=lambda head: head.length)
    if _whole(rows, start):
        found: list[Break] = []
        standing = {row.sequence: row.hash for row in rows}
    else:
        looked = _Looked(rows, start, max((end.length for end in ends), default=0))
        found = list(looked.faults())
        standing = {number: rows[at].hash for number, at in looked.places.items()}
    return sorted([*found, *_unlike(standing, found, ends)], key=lambda b: (b.first, b.fault))


def _whole(rows: Sequence[Link], start: bytes) -> bool:
    before = start
    for number, row in enumerate(rows, 1):
        if row.sequence != number or row.previous != before or _hash(before, row) != row.hash:
            return False
        before = row.hash
    return True


def _hash(before: bytes, row: Link, number: int | None = None) -> bytes | None:
    """What the hash of a row would be after another, under its own number or a given one; None when it has none."""
    if row.payload is None or len(before) != HASH_BYTES:
        return None
    payload = row.payload if number is None else {**row.payload, "sequence": number}
    try:
        return link(before, payload)
    except NotCanonical:
        return None


def _unlike(
    standing: Mapping[int, bytes], found: Sequence[Break], heads: Sequence[Head]
) -> Iterator[Break]:
    """Where the chain is not the one that was sealed: too short, or another."""
    length, agreed = max(standing, default=0), 0
    told = {number for b in found for number in range(b.first, min(b.last, length) + 1)}
    anew = False
    for head in heads:
        there = standing.get(head.length)
        if there == head.hash:
            agreed = head.length
        elif there is not None and head.length not in told and not anew:
            anew = True
            yield Break(Fault.RECOMPUTED, agreed + 1, head.length)
    longest = heads[-1].length if heads else 0
    if longest > length:
        yield Break(Fault.CUT_OFF, length + 1, longest)


@dataclass
class _Looked:
    """Rows that do not make one chain, and what was made out of each: ``places`` gives the row that is event n."""

    rows: Sequence[Link]
    start: bytes
    sealed: int
    places: dict[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    inserted: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at in range(len(self.rows)):
            self._place(at)

    def _before(self, at: int) -> bytes:
        return self.rows[at - 1].hash if at else self.start

    def _after(self, at: int) -> bytes | None:
        return self.rows[at + 1].previous if at + 1 < len(self.rows) else None

    def _place(self, at: int) -> None:
        row, before, after = self.rows[at], self._before(at), self._after(at)
        here = _hash(row.previous, row)
        number: int | None = row.sequence
        if row.payload is None:
            self.changed.add(at)
        elif here == row.hash:
            if after == before and row.previous == before:
                number = None
        elif _hash(before, row) == row.hash:
            self.changed.add(at)
        else:
            number = self._number_it_had(row)
            fits = row.previous == before or (after is not None and after in {row.hash, here})
            if number is None and fits and after != before:
                number = row.sequence
                self.changed.add(at)
            elif number is not None:
                self.moved[at] = number
        if number is None or number < 1:
            self.inserted.add(at)
        elif number in self.places:
            self._one_too_many(number, at)
        else:
            self.places[number] = at

    def _number_it_had(self, row: Link) -> int | None:
        reach = max(len(self.rows), self.sealed) + _BEYOND
        return next((n for n in range(1, reach) if _hash(row.previous, row, n) == row.hash), None)

    def _one_too_many(self, number: int, at: int) -> None:
        """Two rows claim one number: the one that does not hang from the row before it was put in."""
        other = self.places[number]
        wrong = other if self._hangs(at) and not self._hangs(other) else at
        self.places[number] = at if wrong == other else other
        self.moved.pop(wrong, None)
        self.changed.discard(wrong)
        self.inserted.add(wrong)

    def _hangs(self, at: int) -> bool:
        return self.rows[at].previous == self._before(at)

    def faults(self) -> Iterator[Break]:
        """Each fault once; at least one."""
        for at in sorted(self.changed | self.inserted):
            fault = Fault.CHANGED if at in self.changed else Fault.INSERTED
            yield Break(fault, self.rows[at].sequence, self.rows[at].sequence)
        passed = [at for at in self.moved if self._passed(at)]
        for at in passed:
            yield Break(Fault.REORDERED, self.moved[at], self.moved[at])
        gaps = list(self._gaps())
        yield from gaps
        shifted = sorted(set(self.moved) - set(passed))
        if shifted and not gaps and not self.inserted:
            first = self.rows[shifted[0]].sequence
            yield Break(Fault.UNKNOWN_ORDER, first, first)

    def _passed(self, at: int) -> bool:
        """Whether an event that was moved stands on the other side of one that it came before or after."""
        number = self.moved[at]
        return any((other < at) != (n < number) for n, other in self.places.items() if other != at)

    def _gaps(self) -> Iterator[Break]:
        last, hash_, at_last = 0, self.start, -1
        for number in sorted(self.places):
            at = self.places[number]
            row = self.rows[at]
            hangs = row.previous == hash_ or at in self.changed
            if number > last + 1:
                fault = Fault.UNKNOWN_ORDER if row.previous == hash_ else Fault.REMOVED
                yield Break(fault, last + 1, number - 1)
            elif not hangs and at_last not in self.changed:
                told = max(last, 1)
                yield Break(Fault.CHANGED, told, told)
            last, hash_, at_last = number, row.hash, at
