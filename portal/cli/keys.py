"""``portal keys``: the keys under which everything personal lies sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portal.cli.opening import opened, showing

if TYPE_CHECKING:
    from portal.persistence.keyring import Keyring
    from portal.wiring import Portal


@click.group()
def keys() -> None:
    """Keys of what lies at rest. Nothing here ever prints one."""


@keys.command("list")
def list_() -> None:
    """List the versions at hand, and say how much still lies under older ones."""
    from portal.persistence.keyring import KeyKind
    from portal.persistence.renewal import count_old

    portal = opened()
    keyring = portal.casework.db.vault.keyring
    for kind in KeyKind:
        in_use = keyring.in_use(kind)
        for version in keyring.versions(kind):
            click.echo(
                f"{kind}  {version}  {'in use' if version == in_use else 'for reading only'}"
            )
    old = count_old(portal.casework.db, portal.casework.files)
    click.echo(f"{old} rows and files lie under older keys.")


@keys.command()
@click.option("--only", type=click.Choice(["data", "index"]), help="A new key of one kind only.")
def rotate(only: str | None) -> None:
    """Bring new keys into use and seal everything anew, while the portal runs.

    Breaking off harms nothing: `portal keys reseal` goes on where it stopped.
    """
    from portal.persistence.keyring import KeyKind, KeysAreFixed
    from portal.persistence.proofs import settle_keys

    portal = opened()
    vault = portal.casework.db.vault
    keyring = vault.keyring
    for kind in KeyKind:
        if only in {None, kind.value}:
            keyring = keyring.with_new(kind)
    try:
        vault.source.write(keyring)
    except KeysAreFixed as error:
        raise click.ClickException(
            "the keys come from PORTAL_VAULT_KEYS: add the new ones there, start every process again, then portal keys reseal"
        ) from error
    vault.refresh()
    settle_keys(portal.casework.db)
    _reseal(portal)
    click.echo(
        "Keep the old keys with the backups made until now; portal keys retire takes them out of use."
    )


@keys.command()
def reseal() -> None:
    """Seal anew whatever still lies under an older key."""
    _reseal(opened())


@keys.command()
def retire() -> None:
    """Remove older keys, once nothing lies under them any more."""
    from portal.persistence.keyring import KeyKind, KeysAreFixed
    from portal.persistence.proofs import retire_key
    from portal.persistence.renewal import count_old

    portal = opened()
    db = portal.casework.db
    db.wait_for_writers()
    if old := count_old(db, portal.casework.files):
        raise click.ClickException(f"{old} rows and files lie under them still; portal keys reseal")
    left: Keyring = db.vault.keyring
    gone = [(kind, version) for kind in KeyKind for version in left.versions(kind)[1:]]
    for kind, version in gone:
        left = left.without(kind, version)
    with db.writing() as session:
        for kind, version in gone:
            retire_key(session, kind, version, portal.casework.clock())
    try:
        # Last: should this stop half-way, a key too many is at hand, never one too few.
        db.vault.source.write(left)
    except KeysAreFixed:
        click.echo("Nothing needs the older keys; remove them from PORTAL_VAULT_KEYS.")
        return
    click.echo(f"{len(gone)} keys retired.")


def _reseal(portal: Portal) -> None:
    from portal.persistence.renewal import count_old, renew_everything

    db, files = portal.casework.db, portal.casework.files
    with showing("Sealing anew", count_old(db, files)) as progress:
        renew_everything(db, files, progress)
    click.echo("Everything lies under the keys in use.")
