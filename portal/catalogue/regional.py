"""What can be wrong with the figures that regions set for themselves."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.problems import Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Catalogue


def regional_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """Items and amounts that are not there, and promises beyond the law."""
    for figures in catalogue.regional.values():
        item = catalogue.items.get(figures.item)
        if item is None:
            yield Problem(
                "regional.yaml", figures.region, say("no item %(item)r", item=figures.item)
            )
            continue
        where, days = f"{figures.region}.{figures.item}", figures.promised_days
        if days and item.statutory_days and days > item.statutory_days:
            what = say("a promise may not be longer than the statutory limit")
            yield Problem("regional.yaml", where, what)
        known = {one.id for one in item.benefit.amounts} if item.benefit is not None else set()
        for amount in sorted(figures.amounts.keys() - known):
            yield Problem(
                "regional.yaml", where, say("the item has no amount %(amount)r", amount=amount)
            )
