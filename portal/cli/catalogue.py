"""``portal catalogue``: for those who write what the government offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from portal.catalogue.saying import say
from portal.cli.author_commands import AuthorGroup
from portal.cli.catalogue_words import as_lines, by_kind, faults, warnings_
from portal.cli.drafting import import_, new
from portal.cli.fitting import fill_in, icons, of_bundle
from portal.cli.language import fault, spoken, tell, words
from portal.cli.opening import settings
from portal.cli.releases import diff, publish
from portal.cli.report import report

if TYPE_CHECKING:
    from portal.catalogue.problems import Problem
    from portal.domain.bundles import Catalogue


@click.group(cls=AuthorGroup)
def catalogue() -> None:
    """What the government offers, as data."""


for command in (diff, publish, new, import_, report):
    catalogue.add_command(command)


@catalogue.command()
@click.argument("bundle", required=False)
@click.option("--all", "every", is_flag=True, help="Print every warning, not only how many.")
@click.option(
    "--fill",
    is_flag=True,
    help="Empty or take out English that is old, and add an empty entry for each text that has none.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything found as JSON.")
def check(bundle: str | None, *, every: bool, fill: bool, as_json: bool) -> None:
    """Read services/ as at start; print every fault, or what deserves a look and what each bundle saves the person.

    With BUNDLE, only what concerns that bundle, its items, and the elements, materials and registries that they use.
    """
    from portal.catalogue.looking_over import look_over
    from portal.catalogue.mending import OLD
    from portal.catalogue.release import release_id

    chosen = settings()
    looked = look_over(chosen.services, chosen.translations, icons=icons())
    if fill and not as_json:
        fill_in(looked, chosen, bundle)
        looked = look_over(chosen.services, chosen.translations, icons=icons())
    refused, warnings = of_bundle(looked, bundle)
    if as_json:
        found = {
            "release": release_id(looked.content)
            if looked.content and not looked.refused
            else None,
            "refused": [problem.as_json(words()) for problem in refused],
            "warnings": [problem.as_json(words()) for problem in warnings],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        if looked.refused:
            raise click.exceptions.Exit(1)
        return
    if looked.refused or looked.catalogue is None or looked.content is None:
        raise _refusal(looked.refused, refused)
    if warnings:
        told = as_lines(warnings, every=True) if every or bundle else by_kind(warnings)
        tell(say("%(many)s:\n%(lines)s\n", many=warnings_(len(warnings)), lines=told))
        if not fill and any(one.kind in OLD for one in warnings):
            tell(say("With --fill, old English that a pattern brought is emptied or taken out.\n"))
    _tell_savings(looked.catalogue, release_id(looked.content), bundle)


def _refusal(every: Sequence[Problem], mine: Sequence[Problem]) -> click.ClickException:
    """What is said of the faults: those asked about, and how many of ``every`` lie elsewhere; these themselves, where no other is."""
    if not mine:
        told = as_lines(every, every=False)
        return fault(
            say("%(many)s elsewhere, none here:\n%(lines)s", many=faults(len(every)), lines=told)
        )
    told = as_lines(mine, every=True)
    elsewhere = len(every) - len(mine)
    if elsewhere:
        told += "\n" + spoken(
            say(
                "%(many)s elsewhere: portal catalogue check lists them; until they are mended, warnings are not looked for",
                many=faults(elsewhere),
            )
        )
    return fault(say("%(many)s:\n%(lines)s", many=faults(len(mine)), lines=told))


def _tell_savings(loaded: Catalogue, release: str, chosen: str | None) -> None:
    from portal.domain.questions import questions

    tell(
        say(
            "Release %(release)s: %(elements)d elements, %(items)d items.",
            release=release[:12],
            elements=len(loaded.elements),
            items=len(loaded.items),
        )
    )
    for bundle in loaded.bundles.values():
        if chosen in {None, bundle.id}:
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
