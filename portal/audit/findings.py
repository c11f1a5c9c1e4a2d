"""What an audit finds, each as one line that somebody can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from portal.domain.breaks import Fault


class Kind(StrEnum):
    """Every kind of finding. Those of a chain bear the codes of ``Fault``."""

    CHANGED = Fault.CHANGED.value
    REMOVED = Fault.REMOVED.value
    INSERTED = Fault.INSERTED.value
    REORDERED = Fault.REORDERED.value
    UNKNOWN_ORDER = Fault.UNKNOWN_ORDER.value
    CUT_OFF = Fault.CUT_OFF.value
    RECOMPUTED = Fault.RECOMPUTED.value
    CASE_DELETED = "case_deleted"
    CASE_CHANGED = "case_changed"
    REMARK_CHANGED = "remark_changed"
    REMARK_ADDED = "remark_added"
    VALUE_CHANGED = "value_changed"
    VALUE_ADDED = "value_added"
    UPLOAD_CHANGED = "upload_changed"
    UPLOAD_ADDED = "upload_added"
    FILE_CHANGED = "file_changed"
    FILE_MISSING = "file_missing"
    JOURNAL_LINE = "journal_line"
    JOURNAL_ORDER = "journal_order"
    JOURNAL_SIGNATURE = "journal_signature"
    JOURNAL_CUT_OFF = "journal_cut_off"


MEANING: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.CHANGED: "it is not what was written; somebody altered it afterwards",
        Kind.REMOVED: "it is gone; somebody took it out of the record",
        Kind.INSERTED: "it was put in afterwards and hangs from nothing",
        Kind.REORDERED: "it does not stand in its place any more",
        Kind.UNKNOWN_ORDER: "the numbers of the events do not follow one another",
        Kind.CUT_OFF: "the record ends before what was sealed",
        Kind.RECOMPUTED: "the record holds in itself and is not the one that was sealed; it was written anew",
        Kind.CASE_DELETED: "the case was sealed and is no longer there",
        Kind.CASE_CHANGED: "the case says something else than its record",
        Kind.REMARK_CHANGED: "the words kept with it are not the words that were written",
        Kind.REMARK_ADDED: "words are kept that no event speaks of",
        Kind.VALUE_CHANGED: "a value is not the one that was filed",
        Kind.VALUE_ADDED: "a value is there that nobody filed",
        Kind.UPLOAD_CHANGED: "an upload is not the one that was filed",
        Kind.UPLOAD_ADDED: "an upload is there that nobody filed",
        Kind.FILE_CHANGED: "a file is not the one that was kept",
        Kind.FILE_MISSING: "a file is no longer there",
        Kind.JOURNAL_LINE: "it cannot be read as a line of the journal",
        Kind.JOURNAL_ORDER: "it does not follow the line before; lines are missing, moved or altered",
        Kind.JOURNAL_SIGNATURE: "it is not signed by the key that checks",
        Kind.JOURNAL_CUT_OFF: "the journal ends before what is known of it, or an older one was put in its place",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. ``first`` to ``last`` number events, or lines of the journal; ``what`` names a key or id."""

    kind: Kind
    case: UUID | None = None
    number: str | None = None
    first: int | None = None
    last: int | None = None
    what: str | None = None

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        named = f"case {self.number} ({self.case})" if self.number else f"case {self.case}"
        where = [named] if self.case else []
        if self.first is not None:
            where.append(self._numbered("event" if self.case else "journal line"))
        elif not self.case:
            where.append("journal")
        if self.what:
            where.append(self.what)
        return f"{', '.join(where)}: {self.kind.value}: {MEANING[self.kind]}"

    def _numbered(self, noun: str) -> str:
        if self.last in {None, self.first}:
            return f"{noun} {self.first}"
        return f"{noun}s {self.first} to {self.last}"

    def as_mapping(self) -> dict[str, object]:
        """The finding for a program."""
        return {
            "kind": self.kind.value,
            "case": str(self.case) if self.case else None,
            "number": self.number,
            "first": self.first,
            "last": self.last,
            "what": self.what,
            "meaning": MEANING[self.kind],
        }
