"""What the events of a case vouch for beside themselves: words, values, uploads, and the case's own number.

A value that is gone is no fault: it may have been removed by law, and the event that speaks of it stands. A value that is another one is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from portal.audit.findings import Finding, Kind
from portal.domain.breaks import Break, Fault
from portal.domain.chain import value_mac
from portal.domain.facts import FactSource, Stream
from portal.persistence.files import FileStore
from portal.persistence.models import Event, Fact
from portal.persistence.queries.auditing import UNREADABLE, Rows

_FOLLOWS = frozenset({FactSource.OUTPUT, FactSource.DERIVED})
"""Values that come up by themselves after filing, without an event that speaks of them."""
_REMARK = "remark"
Tell = Callable[..., Finding]


@dataclass
class _Vouched:
    """What the events say the case holds now; nothing while it is a draft again."""

    number: str | None = None
    release: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    filed: bool = False
    every_upload: bool = True

    def hear(self, event: Event) -> None:
        """Take in one event; one that was tampered with is found elsewhere and says nothing here."""
        body = event.payload if isinstance(event.payload, dict) else {}
        if event.verb == "submit":
            self.facts, self.since, self.uploads = {}, {}, {}
            self.number, self.release = body.get("number"), body.get("release")
            self.filed = True
        elif event.verb == "take_back":
            self.filed = False
        elif event.verb == "correct" and "uploads" not in body:
            self.every_upload = False
        for key, mac in _texts(body.get("facts")).items():
            self.facts[key], self.since[key] = mac, event.at
        self.uploads |= _texts(body.get("uploads"))


def _texts(told: object) -> dict[str, str]:
    if not isinstance(told, dict):
        return {}
    return {str(key): value for key, value in told.items() if isinstance(value, str)}


@dataclass
class Values:
    """Checks what events vouch for. ``gone`` counts values that are no longer there."""

    record_key: bytes
    gone: Counter[str] = field(default_factory=Counter)

    def faults(self, rows: Rows, broken: Sequence[Break]) -> Iterator[Finding]:
        """Everything of a case that is not what its events say. Events that are ``broken`` say nothing, and where the
        record is not whole nothing can be said about values.
        """
        tell = partial(Finding, case=rows.case.id, number=rows.case.number)
        unsure = {number for b in broken for number in range(b.first, b.last + 1)}
        for table in rows.spoiled:
            yield tell(Kind.VALUE_CHANGED, what=f"a row of {table} that cannot be read")
        if rows.spoiled:
            return
        yield from self._remarks(rows, unsure, tell)
        if any(b.fault is not Fault.RECOMPUTED for b in broken):
            return
        vouched = _Vouched()
        for event in rows.events:
            vouched.hear(event)
        if vouched.number is not None and vouched.number != rows.case.number:
            yield tell(Kind.CASE_CHANGED, what="number")
        if vouched.filed:
            if vouched.release is not None and vouched.release != rows.case.release_id:
                yield tell(Kind.CASE_CHANGED, what="release")
            yield from self._facts(rows, vouched, tell)
            yield from self._uploads(rows, vouched, tell)

    def _remarks(self, rows: Rows, unsure: AbstractSet[int], tell: Tell) -> Iterator[Finding]:
        left = {remark.id: remark for remark in rows.remarks}
        for event in rows.events:
            remark = left.pop(event.remark_id, None) if event.remark_id else None
            mac = event.payload.get("remark") if isinstance(event.payload, dict) else None
            if event.sequence in unsure or (mac is None and event.remark_id is None):
                continue
            if mac is None or remark is None:
                yield tell(Kind.CHANGED, first=event.sequence, what="its remark")
            elif not self._same(partial(getattr, remark, "text"), mac, _REMARK):
                yield tell(Kind.REMARK_CHANGED, first=event.sequence)
        for remark_id in sorted(left) if not unsure else ():
            yield tell(Kind.REMARK_ADDED, what=f"remark {remark_id}")

    def _same(self, read: Callable[[], str], mac: str, context: str) -> bool:
        """Whether a value is the one that a MAC stands for, or is gone."""
        try:
            value = read()
        except UNREADABLE:
            return False
        if value_mac(self.record_key, value, context) == mac:
            return True
        if value == "":
            self.gone[_REMARK if context == _REMARK else "value"] += 1
            return True
        return False

    def _facts(self, rows: Rows, vouched: _Vouched, tell: Tell) -> Iterator[Finding]:
        there = {fact.key: fact for fact in rows.facts}
        for key, mac in sorted(vouched.facts.items()):
            fact = there.get(key)
            if fact is None:
                self._same(str, mac, key)
            elif _came_later(fact, vouched.since[key]):
                continue
            elif not self._same(partial(getattr, fact, "value"), mac, key):
                yield tell(Kind.VALUE_CHANGED, what=key)
        for key in sorted(there.keys() - vouched.facts.keys()):
            if there[key].source not in _FOLLOWS and _has_value(there[key]):
                yield tell(Kind.VALUE_ADDED, what=key)

    def _uploads(self, rows: Rows, vouched: _Vouched, tell: Tell) -> Iterator[Finding]:
        there = {str(upload.id): upload for upload in rows.uploads}
        for upload_id, digest in sorted(vouched.uploads.items()):
            if upload_id not in there:
                self.gone["upload"] += 1
            elif there[upload_id].digest != digest:
                yield tell(Kind.UPLOAD_CHANGED, what=f"upload {upload_id}")
        for upload_id in sorted(there.keys() - vouched.uploads.keys()):
            upload = there[upload_id]
            counts = upload.stream is Stream.CURRENT and upload.replaced_at is None
            if counts and vouched.every_upload:
                yield tell(Kind.UPLOAD_ADDED, what=f"upload {upload_id}")


def _came_later(fact: Fact, since: datetime) -> bool:
    return fact.source in _FOLLOWS and fact.set_at > since


def _has_value(fact: Fact) -> bool:
    try:
        return bool(fact.value)
    except UNREADABLE:
        return True


def faults_of_files(rows: Rows, files: FileStore) -> Iterator[Finding]:
    """Uploads and documents whose bytes are not those that were kept."""
    digests: list[tuple[str, UUID, str]] = [("upload", u.id, u.digest) for u in rows.uploads]
    digests += [("document", d.id, d.digest) for d in rows.documents if d.digest is not None]
    for noun, file, digest in digests:
        tell = partial(Finding, case=rows.case.id, number=rows.case.number, what=f"{noun} {file}")
        try:
            same = hashlib.sha256(files.get(file)).hexdigest() == digest
        except FileNotFoundError:
            yield tell(Kind.FILE_MISSING)
        except UNREADABLE:
            yield tell(Kind.FILE_CHANGED)
        else:
            if not same:
                yield tell(Kind.FILE_CHANGED)
