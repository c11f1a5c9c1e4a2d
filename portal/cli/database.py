"""``portal migrate``."""

from __future__ import annotations

import click

from portal.cli.opening import Stopped, migrated, naming_bad_keys, settings, telling


@click.command()
@click.option(
    "--new",
    "message",
    metavar="WORDS",
    help="Write a migration for what the models changed instead.",
)
@click.option("--check", is_flag=True, help="Change nothing; fail when tables and models differ.")
def migrate(message: str | None, *, check: bool) -> None:
    """Bring the database to the tables this version expects."""
    from portal.persistence import migrate as migrations

    chosen = settings()
    url = chosen.database_url
    if check:
        differences = migrations.differences(url)
        if differences:
            raise click.ClickException("tables and models differ:\n" + "\n".join(differences))
        click.echo("Tables and models agree.")
        return
    try:
        with telling("Changing tables"), naming_bad_keys(chosen):
            changed = migrated(chosen)
    except KeyboardInterrupt:
        # All migrations run in one transaction.
        raise Stopped("stopped; no table was changed") from None
    if message is not None:
        migrations.write(url, message)
    click.echo("Tables changed." if changed else "Nothing to change.")
