"""``portal catalogue``: looks the services folder over."""

from __future__ import annotations

import click

from portal.cli.opening import settings
from portal.cli.report import report


@click.group()
def catalogue() -> None:
    """What the government offers, as data."""


catalogue.add_command(report)


@catalogue.command()
def check() -> None:
    """Read services/ as at start; print every fault, or what each bundle saves the person."""
    from portal.catalogue.city import read_city
    from portal.catalogue.problems import CatalogueError
    from portal.catalogue.release import load_release, read_release, release_id
    from portal.domain.questions import questions

    chosen = settings()
    try:
        content = read_release(chosen.services, chosen.translations)
        read_city(chosen.services, content["words"])
    except CatalogueError as error:
        raise click.ClickException(f"{len(error.problems)} faults:\n{error}") from error
    loaded = load_release(content)
    click.echo(
        f"Release {release_id(content)[:12]}: {len(loaded.elements)} elements, {len(loaded.items)} items."
    )
    for bundle in loaded.bundles.values():
        needs = sum(len(loaded.items[item].needs) for item in bundle.items)
        asked = len(questions(loaded, bundle, {}, tuple(bundle.items)))
        click.echo(
            f"{bundle.id}: {len(bundle.items)} items need {needs} answers; {asked} questions are asked."
        )
