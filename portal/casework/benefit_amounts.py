"""What a benefit pays each time: its rates as they stand today in its region, or what the office has fixed for this person."""

from __future__ import annotations

from collections.abc import Mapping

from portal.casework.context import Casework
from portal.domain.bundles import Bundle
from portal.domain.conditions import Facts, applies
from portal.domain.items import Item
from portal.domain.regional import amount_in
from portal.persistence.models import Benefit


def rates(work: Casework, item: Item, region: str | None) -> dict[str, str]:
    """Every rate of an item in a region, in yuan by its id.

    Which rates there are says the release that the case is pinned to; how much each is, the one of today: rates are raised for
    those who have them already.
    """
    if item.benefit is None:
        return {}
    current = work.shelf.current
    now = current.items.get(item.id)
    newer = {one.id: one.yuan for one in now.benefit.amounts} if now and now.benefit else {}
    return {
        one.id: amount_in(
            current, item.id, one.id, newer.get(one.id, one.yuan), region, work.city.regions
        )
        for one in item.benefit.amounts
    }


def rates_that_apply(item: Item, bundle: Bundle, facts: Facts) -> tuple[str, ...]:
    """The rates whose condition holds for what was filed."""
    if item.benefit is None:
        return ()
    seen = bundle.seen(facts)
    return tuple(one.id for one in item.benefit.amounts if applies(one.when, seen))


def amount(benefit: Benefit, figures: Mapping[str, str], applying: tuple[str, ...]) -> str | None:
    """What is paid each time, in yuan: what was fixed for this person, else the rate that the office chose, else the only one
    that applies. None while the office has to say which.
    """
    if benefit.yuan is not None:
        return benefit.yuan
    if benefit.rate is not None and benefit.rate in figures:
        return figures[benefit.rate]
    return figures[applying[0]] if len(applying) == 1 else None


def amount_of(
    work: Casework, benefit: Benefit, item: Item, bundle: Bundle, facts: Facts
) -> str | None:
    """What a benefit pays each time now."""
    figures = rates(work, item, benefit.region)
    return amount(benefit, figures, rates_that_apply(item, bundle, facts))
