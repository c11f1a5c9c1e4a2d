"""What a benefit pays each time: its rates as they stand today in its region, or what the office has fixed for this person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.casework.context import Casework
from portal.domain.bundles import Bundle
from portal.domain.calendar import local_date
from portal.domain.conditions import Facts, applies
from portal.domain.derivations import following
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


def rates_that_apply(item: Item, bundle: Bundle, facts: Facts, day: date) -> tuple[str, ...]:
    """The rates whose condition holds on a day for what was filed: ages go on, so what follows from others is worked out anew."""
    if item.benefit is None:
        return ()
    reckoned = {
        bundle.resolve(rule.target, facts)
        for rule in bundle.derivations
        if rule.part is not None or rule.formula is not None
    }
    told = {key: value for key, value in facts.items() if key not in reckoned}
    follows = following(bundle, told, day)
    seen = bundle.seen({**facts, **{key: follows[key] for key in reckoned & follows.keys()}})
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
    work: Casework, benefit: Benefit, item: Item, bundle: Bundle, facts: Facts, month: str
) -> str | None:
    """What a benefit pays for a month: by how things are on its first day, or on the day of the approval when that is later."""
    figures = rates(work, item, benefit.region)
    day = max(date.fromisoformat(f"{month}-01"), local_date(benefit.began_at))
    return amount(benefit, figures, rates_that_apply(item, bundle, facts, day))
