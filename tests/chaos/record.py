"""The record of a house that went through a storm, as the audit sees it."""

from __future__ import annotations

from portal.audit.journal import Journal
from portal.audit.keys import checking_key
from portal.audit.verify import Audit, Report
from portal.jobs.sealing import seal_heads
from portal.wiring import Portal


def record_faults(portal: Portal) -> list[str]:
    """Seal what is not sealed yet and have everything audited, every file too. Raises JournalBroken."""
    work, settings = portal.casework, portal.settings
    seal_heads(portal)
    audit = Audit(
        db=work.db,
        journal=Journal(settings.journal),
        key=checking_key(settings.journal_keys, settings.journal_key, None),
        record_key=work.record_key,
        files=work.files,
    )
    report = Report()
    found = [finding.sentence for finding in audit.everything(report)]
    if report.waiting or report.gone or not report.journal.lines:
        found.append(
            f"{report.waiting} records not sealed, {report.gone} values gone, {report.journal.lines} lines"
        )
    return found
