"""``portal audit``: seals the record, and proves that it is what was sealed."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.opening import opened, showing, telling

if TYPE_CHECKING:
    from portal.audit.findings import Finding
    from portal.audit.read import Mark
    from portal.audit.verify import Audit, Report


@click.group()
def audit() -> None:
    """The record: seal it in the journal, and check it against what was sealed."""


@audit.command()
@click.option(
    "--anew", is_flag=True, help="Set the old journal aside and seal everything in a new one."
)
def seal(*, anew: bool) -> None:
    """Seal the ends of all records that have grown. The worker does it every minute."""
    from portal.audit.journal import Journal
    from portal.audit.keys import BadKey, fingerprint
    from portal.audit.seal import JournalBroken, begin_anew
    from portal.jobs.sealing import journal_key, seal_heads

    portal = opened()
    try:
        key = journal_key(portal).public_key()
        if anew:
            begin_anew(portal.casework.db, Journal(portal.settings.journal))
        with telling("Sealing"):
            done = seal_heads(portal)
    except JournalBroken as error:
        raise click.ClickException(
            f"{error}; nothing was sealed. See portal audit verify. To go on in a new journal: portal audit seal --anew"
        ) from error
    except BadKey as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"the journal {portal.settings.journal} cannot be written: {error.strerror}"
        ) from error
    if done.cut:
        click.echo(f"A line that was half written ({done.cut} bytes) was cut off.")
    click.echo(f"{_counted(done.cases, 'record')} sealed in {portal.settings.journal}.")
    click.echo(f"Key: {fingerprint(key)}")


@audit.command()
@click.option("--case", "wanted", metavar="NUMBER", help="Only one case, by its number or id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")
@click.option("--files", is_flag=True, help="Read the bytes of every upload and document too.")
@click.option(
    "--public-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The journal's public key as it was kept elsewhere.",
)
@click.option(
    "--noted",
    "notes",
    metavar="NUMBER:HASH",
    multiple=True,
    help="A line of the journal as it was noted elsewhere.",
)
def verify(
    wanted: str | None,
    notes: tuple[str, ...],
    public_key: Path | None,
    *,
    as_json: bool,
    files: bool,
) -> None:
    """Check the journal, and every case against it. Ends with 0 only when everything holds."""
    from portal.audit.journal import Journal
    from portal.audit.keys import BadKey, checking_key, fingerprint
    from portal.audit.verify import Audit, NoSuchCase, Report

    marks = [_mark(note) for note in notes]
    portal = opened()
    work, settings = portal.casework, portal.settings
    try:
        key = checking_key(settings.journal_keys, settings.journal_key, public_key)
        checked = Audit(
            db=work.db,
            journal=Journal(settings.journal),
            key=key,
            record_key=work.record_key,
            files=work.files if files else None,
            noted=marks,
        )
        report = Report()
        found = _look(checked, wanted, report, aloud=not as_json)
    except BadKey as error:
        raise click.ClickException(str(error)) from error
    except NoSuchCase as error:
        raise click.ClickException(f"there is no case {wanted}") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be read: {error.strerror}") from error
    if as_json:
        click.echo(_as_json(report, found, fingerprint(key)))
    else:
        _tell(report, found, fingerprint(key))
    sys.exit(1 if found else 0)


def _mark(note: str) -> Mark:
    from portal.audit.read import Mark

    number, _, digits = note.partition(":")
    try:
        return Mark(int(number), bytes.fromhex(digits))
    except ValueError:
        raise click.BadParameter(f"{note} is not NUMBER:HASH", param_hint="--noted") from None


def _look(checked: Audit, wanted: str | None, report: Report, *, aloud: bool) -> list[Finding]:
    """Look, tell each finding as it comes, and show how far it is to whoever sits at a terminal."""
    from dataclasses import replace

    found: list[Finding] = []
    with ExitStack() as shown:
        if wanted is None:
            more = shown.enter_context(showing("Cases", checked.count()))
            findings = replace(checked, progress=more).everything(report)
        else:
            findings = checked.one(wanted, report)
        for finding in findings:
            found.append(finding)
            if aloud:
                click.echo(finding.sentence)
    return found


def _tell(report: Report, found: list[Finding], key: str) -> None:
    journal = report.journal
    click.echo(
        f"{_counted(report.cases, 'case')} with {_counted(report.events, 'event')} and"
        f" {_counted(journal.lines, 'journal line')} looked at."
    )
    if journal.half:
        click.echo(
            f"The journal's last line is half written ({journal.half} bytes) and counts for nothing; sealing cuts it off."
        )
    if report.waiting:
        click.echo(
            f"{_counted(report.waiting, 'record')} not sealed yet in full; a running worker does it within a minute."
        )
    if report.gone:
        click.echo(
            f"{_counted(report.gone, 'value')} spoken of by events and kept no longer. By law they may go; see that you know of it."
        )
    click.echo(f"Key: {key}")
    if journal.last is not None and journal.last_at is not None:
        click.echo(
            f"Last line, sealed {journal.last_at:%Y-%m-%d %H:%M:%S} UTC; note it elsewhere: {_noted(journal.last)}"
        )
    click.echo(
        f"Does not hold: {_counted(len(found), 'finding')}." if found else "Everything holds."
    )


def _noted(mark: Mark) -> str:
    return f"{mark.number}:{mark.hash.hex()}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_json(report: Report, found: list[Finding], key: str) -> str:
    journal = report.journal
    return json.dumps(
        {
            "holds": not found,
            "cases": report.cases,
            "events": report.events,
            "waiting": report.waiting,
            "gone": report.gone,
            "journal": {
                "lines": journal.lines,
                "last": _noted(journal.last) if journal.last else None,
                "sealed_at": journal.last_at.isoformat() if journal.last_at else None,
                "half_written_bytes": journal.half,
                "key": key,
            },
            "findings": [finding.as_mapping() for finding in found],
        },
        indent=2,
    )
