"""``portal catalogue report``: what each bundle spares people."""

from __future__ import annotations

import json
from statistics import median

import click

from portal.catalogue.saying import say
from portal.cli.author_commands import AuthorCommand
from portal.cli.language import tell
from portal.cli.opening import settings


@click.command(cls=AuthorCommand)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def report(*, as_json: bool) -> None:
    """Count fields, papers, visits and days of every bundle, over every path of its situation answers."""
    from portal.catalogue.release import load_release, read_release
    from portal.insight.savings import report as count

    chosen = settings()
    figures = count(load_release(read_release(chosen.services, chosen.translations)))
    if as_json:
        bundles = [one.as_json() for one in figures]
        share = median(one.median.saving for one in figures)
        click.echo(json.dumps({"bundles": bundles, "median_saving": round(share, 4)}, indent=1))
        return
    tell(say("bundle        paths items separate known unknown saved worst  papers  visits days"))
    for one in figures:
        m = one.median
        click.echo(
            f"{one.id:<14}{one.paths:>5}{m.items:>6}{m.data_items_separate:>9}{m.data_items_asked_known:>6}"
            f"{m.data_items_asked_unknown:>8}{m.saving:>6.0%}{one.worst.saving:>6.0%}"
            f"{m.materials_separate:>4}→{m.materials_asked_known:<3}{m.visits:>6}{m.computed_days:>6}"
        )
