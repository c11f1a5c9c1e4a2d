"""``portal check``: looks over database, tables, files, later work and keys."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.opening import Stopped, database, files_of, settings, showing
from portal.settings import Settings

if TYPE_CHECKING:
    from portal.persistence.check import Looked
    from portal.persistence.files import FileStore
    from portal.persistence.session import Database

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@click.command()
@click.option(
    "--files", "deep", is_flag=True, help="Open every file and compare it with what was kept."
)
@click.option("--sweep", is_flag=True, help="Remove files older than a day that no row names.")
def check(*, deep: bool, sweep: bool) -> None:
    """Look everything over; one line for each finding, and a failure when there is one. The portal may run meanwhile."""
    from portal.persistence import check as look

    chosen = settings()
    if chosen.database_url.startswith("sqlite") and not (chosen.data / "portal.db").exists():
        raise click.ClickException(f"there is no database in {chosen.data}")
    db = database(chosen)
    try:
        findings = [*look.of_database(db), *of_keys(chosen)]
        if not any(line.startswith("tables:") for line in findings):
            findings += look.of_vault(db)
            store = files_of(chosen, db.vault)
            with showing("Looking at files", 0) as progress:
                looked = look.of_files(db, store, progress, deep=deep)
            findings += [*looked.findings, *look.of_outbox(db)]
            findings += _orphans(db, store, looked, sweep=sweep)
            click.echo(f"{looked.promised} files are promised.")
    except KeyboardInterrupt:
        raise Stopped("stopped; nothing was changed that was not said") from None
    finally:
        db.close()
    for line in findings:
        click.echo(line)
    if not chosen.database_url.startswith("sqlite"):
        click.echo("The pages of the database were not looked at; with PostgreSQL use pg_amcheck.")
    if findings:
        raise click.ClickException(f"{len(findings)} findings")
    click.echo("All is well.")


def _orphans(db: Database, store: FileStore, looked: Looked, *, sweep: bool) -> Iterator[str]:
    from portal.persistence.check import old_enough, still_orphans

    if not looked.orphans:
        return
    now = datetime.now(UTC)
    old = [orphan for orphan in still_orphans(db, looked.orphans) if old_enough(orphan, now)]
    for orphan in old:
        if sweep:
            store.sweep(orphan)
            click.echo(f"files: {orphan.name} had no row and was removed")
        else:
            yield f"files: {orphan.name} has no row; --sweep removes it"
    if young := len(looked.orphans) - len(old):
        click.echo(f"{young} files have no row yet; perhaps they are being sent just now.")


def of_keys(chosen: Settings) -> Iterator[str]:
    """Keys that cannot be read, or that others can read as well."""
    for path in sorted(chosen.keys.glob("**/*")):
        if path.is_file():
            yield from _of_key(path)


def _of_key(path: Path) -> Iterator[str]:
    if not os.access(path, os.R_OK):
        yield f"keys: {path} cannot be read"
    elif path.stat().st_mode & FOR_OTHERS and path.suffix not in {".crt", ".pem"}:
        yield f"keys: {path} can be read by others; chmod 600 it"
