"""``portal backup`` and ``portal restore``: one archive of everything but the keys, made while the portal runs."""

from __future__ import annotations

import hmac
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import FrameType

import click

from portal.cli.opening import Stopped, database, occupy, settings, showing
from portal.settings import Settings

FINGERPRINT = b"which key a backup was made with"
RECORD_KEY = "record"
INSTEAD = "this is for the embedded database; with PostgreSQL use {tool}, and copy {data}/files and {data}/journal after it"
TERMINATED = 128 + signal.SIGTERM


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Copy database, files and journal into the archive TARGET, or into a new one in the folder TARGET.

    The portal may run meanwhile. Keys are not copied.
    """
    from portal.persistence.archive import ArchiveTrouble
    from portal.persistence.backup import Source, size_of
    from portal.persistence.backup import backup as make

    chosen = settings()
    _embedded_only(chosen, "pg_dump --format=custom")
    if not (chosen.data / "portal.db").exists():
        raise click.ClickException(f"there is nothing to copy in {chosen.data}")
    at = datetime.now(UTC)
    if target.is_dir():
        target /= f"portal-{at:%Y%m%dT%H%M%SZ}.zip"
    with occupy(chosen), _leaving("no archive was left, and nothing else was changed"):
        db = database(chosen)
        source = Source(db, chosen.data, fingerprints(chosen))
        try:
            with showing("Copying", size_of(source)) as progress:
                made = make(source, target, at, progress)
        except ArchiveTrouble as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.close()
    total = sum(member.bytes for member in made.members.values())
    click.echo(f"{target}: {len(made.members)} parts, {total:,} bytes, tables {made.tables}.")
    click.echo(
        f"The keys are not in it. They are {where_keys_are(chosen)}; keep a copy of them apart from it."
    )


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move the data that are there aside first.")
def restore(archive: Path, *, replace: bool) -> None:
    """Put ARCHIVE into the data folder, which must be empty unless --replace is given. The portal must not run."""
    from portal.persistence.archive import ArchiveTrouble, Reader
    from portal.persistence.restore import restore as put_back

    chosen = settings()
    _embedded_only(chosen, "pg_restore")
    with (
        occupy(chosen, alone=True),
        _leaving("the data folder is as it was before, or run portal restore --replace again"),
    ):
        try:
            reader = Reader(archive)
            total = sum(member.bytes for member in reader.manifest.members.values())
            with showing("Putting back", total) as progress:
                aside = put_back(reader, chosen.data, datetime.now(UTC), progress, replace=replace)
        except ArchiveTrouble as error:
            raise click.ClickException(str(error)) from error
        reader.close()
    made = reader.manifest
    click.echo(f"{chosen.data} is as it was on {made.made_at:%Y-%m-%d at %H:%M:%S UTC}.")
    if aside is not None:
        click.echo(f"What was there before is in {aside}.")
    if dict(made.keys) != dict(fingerprints(chosen)):
        click.echo(
            f"The keys here are not those of the backup: put those into place before you start ({where_keys_are(chosen)})."
        )


def fingerprints(chosen: Settings) -> dict[str, str]:
    """By which a key can be told from another and not be found out."""
    from portal.wiring import vault_of

    vault = vault_of(chosen)
    of_vault = {
        f"{kind} {version}": vault.proof(kind, version).hex()[:16]
        for kind, versions in vault.keyring.keys.items()
        for version in versions
    }
    record = hmac.new(chosen.record_key, FINGERPRINT, sha256).hexdigest()[:16]
    return {RECORD_KEY: record, **of_vault}


def where_keys_are(chosen: Settings) -> str:
    """The places of the keys, for a sentence."""
    return f"in {chosen.keys}, or in the environment"


def _embedded_only(chosen: Settings, tool: str) -> None:
    if not chosen.database_url.startswith("sqlite"):
        raise click.ClickException(INSTEAD.format(tool=tool, data=chosen.data))


@contextmanager
def _leaving(left: str) -> Iterator[None]:
    """End on Ctrl-C and on SIGTERM alike, with everything half-made taken away, and say what is left."""

    def terminate(_: int, __: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(f"stopped; {left}") from None
    finally:
        signal.signal(signal.SIGTERM, before)
