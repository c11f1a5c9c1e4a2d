"""``portal catalogue``: for those who write what the government offers."""

from __future__ import annotations

import json

import click

from portal.catalogue.saying import say
from portal.cli.author_commands import AuthorGroup
from portal.cli.catalogue_words import as_lines
from portal.cli.drafting import import_, new
from portal.cli.language import fault, tell, words
from portal.cli.opening import settings
from portal.cli.releases import diff, publish
from portal.cli.report import report


@click.group(cls=AuthorGroup)
def catalogue() -> None:
    """What the government offers, as data."""


for command in (diff, publish, new, import_, report):
    catalogue.add_command(command)


@catalogue.command()
@click.option("--all", "every", is_flag=True, help="Print every warning, not a few of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print everything found as JSON.")
def check(*, every: bool, as_json: bool) -> None:
    """Read services/ as at start; print every fault, or what deserves a look and what each bundle saves the person."""
    from portal.catalogue.looking_over import look_over
    from portal.catalogue.release import release_id
    from portal.domain.questions import questions

    chosen = settings()
    looked = look_over(chosen.services, chosen.translations)
    if as_json:
        found = {
            "release": release_id(looked.content)
            if looked.content and not looked.refused
            else None,
            "refused": [problem.as_json(words()) for problem in looked.refused],
            "warnings": [problem.as_json(words()) for problem in looked.warnings],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        if looked.refused:
            raise click.exceptions.Exit(1)
        return
    if looked.refused or looked.catalogue is None or looked.content is None:
        told = as_lines(looked.refused, every=True)
        count = len(looked.refused)
        raise fault(say("%(count)d faults:\n%(faults)s", count=count, faults=told))
    if looked.warnings:
        told = as_lines(looked.warnings, every=every)
        count = len(looked.warnings)
        tell(say("%(count)d warnings:\n%(warnings)s\n", count=count, warnings=told))
    loaded = looked.catalogue
    tell(
        say(
            "Release %(release)s: %(elements)d elements, %(items)d items.",
            release=release_id(looked.content)[:12],
            elements=len(loaded.elements),
            items=len(loaded.items),
        )
    )
    for bundle in loaded.bundles.values():
        needs = sum(len(loaded.items[item].needs) for item in bundle.items)
        asked = len(questions(loaded, bundle, {}, tuple(bundle.items)))
        tell(
            say(
                "%(bundle)s: %(items)d items need %(needs)d answers; %(asked)d questions are asked.",
                bundle=bundle.id,
                items=len(bundle.items),
                needs=needs,
                asked=asked,
            )
        )
