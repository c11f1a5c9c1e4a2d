"""The auditor's desk in tests: cases, a journal beside their database, and what an audit says of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import CursorResult, text

from portal.audit import seal as sealing
from portal.audit.findings import Finding
from portal.audit.journal import Journal
from portal.audit.read import Mark
from portal.audit.seal import Sealed
from portal.audit.verify import Audit, Report
from portal.casework.context import Casework
from tests.factories import looking as see

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Said = list[tuple[str, UUID | None, int | None]]


@dataclass
class Office:
    """One database with its journal."""

    work: Casework
    journal: Journal
    report: Report = field(default_factory=Report)

    def seal(self, key: Ed25519PrivateKey = KEY) -> Sealed:
        """Seal what has grown."""
        return sealing.seal(self.work.db, self.journal, key, self.work.clock)

    def audit(self, key: Ed25519PrivateKey = KEY, *, files: bool = False, **more: object) -> Audit:
        """An audit of this database by this journal."""
        made = Audit(
            self.work.db,
            self.journal,
            key.public_key(),
            self.work.record_key,
            files=self.work.files if files else None,
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def findings(self, *, files: bool = False, noted: Iterable[Mark] = ()) -> list[Finding]:
        """Everything an audit finds."""
        self.report = Report()
        return list(self.audit(files=files, noted=list(noted)).everything(self.report))

    def said(self, *, files: bool = False) -> Said:
        """Kind, case and first number of everything an audit finds."""
        return [(f.kind.value, f.case, f.first) for f in self.findings(files=files)]

    def tamper(self, statement: str, **values: object) -> int:
        """Do to the database what its owner could do past the portal, and say how many rows it met."""
        with self.work.db.writing() as session:
            done = session.execute(text(statement), values)
            assert isinstance(done, CursorResult)
            return done.rowcount

    def length(self, case: UUID) -> int:
        """How many events a case has."""
        return len(see.events_of(self.work, case))

    def raw(self) -> list[bytes]:
        """The lines of the journal."""
        return self.journal.path.read_bytes().splitlines(keepends=True)

    def write(self, lines: Iterable[bytes]) -> None:
        """Put other lines in their place."""
        self.journal.path.write_bytes(b"".join(lines))


def open_office(work: Casework, folder: Path) -> Office:
    """The auditor of a desk."""
    return Office(work, Journal(folder / "elsewhere" / "heads.jsonl"))


def raw_id(office: Office, case: UUID) -> str:
    """The id of a case as the database compares it in raw statements."""
    return case.hex if office.work.db.embedded else str(case)
