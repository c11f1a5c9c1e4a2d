"""On what terms: how long the whole takes, how much is paid, and who hears those who do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from portal.catalogue.city import City
from portal.catalogue.labels import Labels
from portal.catalogue.paths import paths, situation_facts
from portal.catalogue.reasons import reason
from portal.domain.bundles import Bundle, predecessors
from portal.domain.ceilings import Ceiling, legal_ceiling
from portal.domain.items import Item
from portal.domain.limits import critical_path_days
from portal.web.public.wording import EVERY


@dataclass(frozen=True, slots=True)
class Figures:
    """Three figures in working days, never trimmed to fit each other. None: none recorded.

    ``computed`` is that of the longest of the ways through the situation questions, ``shortest`` of the shortest; ``partly`` when
    some ways have a part without a figure. ``legal`` is over every item of any way.
    """

    promised: int | None
    promise_note: str
    promise_source: str
    shortest: int | None
    computed: int | None
    partly: bool
    legal: Ceiling


@dataclass(frozen=True, slots=True)
class Remedy:
    """Who hears those who do not agree with some departments; ``reviews`` false: it hears complaints about a service."""

    body: str
    departments: tuple[str, ...]
    reviews: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of a benefit in yuan; ``places`` set another for themselves, each with source and date."""

    name: str
    yuan: str
    only_if: str
    places: tuple[PlaceRate, ...]


@dataclass(frozen=True, slots=True)
class PlaceRate:
    """What one place pays instead, where that is written, and since which month."""

    place: str
    yuan: str
    source: str
    since: str


@dataclass(frozen=True, slots=True)
class Money:
    """A benefit in words: how often, how much, the month of the yearly check, since when and where it is written."""

    every: str
    rates: tuple[Rate, ...]
    check_month: str
    since: str
    source: str


def figures(labels: Labels) -> Figures:
    """The promised figure, the one computed from the parts that everybody gets on each way, and the legal ceiling."""
    bundle, items = labels.bundle, labels.catalogue.items
    usual = [p.item for p in bundle.items.values() if p.optional and p.chosen_at_first]
    ways = {frozenset(bundle.active_items(situation_facts(path), usual)) for path in paths(bundle)}
    promised = [_longest(bundle, {i: items[i].promised_days for i in way}) for way in ways]
    known = [days for days in promised if days is not None]
    return Figures(
        promised=bundle.promised_days,
        promise_note=labels.own("promise_note"),
        promise_source=bundle.promised_source,
        shortest=min(known, default=None),
        computed=max(known, default=None),
        partly=0 < len(known) < len(promised),
        legal=legal_ceiling(items[i].statutory_days for i in frozenset[str]().union(*ways)),
    )


def _longest(bundle: Bundle, days: Mapping[str, int | None]) -> int | None:
    """The longest chain of some items; None as soon as one of them has no figure."""
    known = {item: figure for item, figure in days.items() if figure is not None}
    if len(known) < len(days):
        return None
    return critical_path_days(known, {i: predecessors(bundle, i) & days.keys() for i in days})


def remedies(labels: Labels, city: City, departments: Iterable[str]) -> tuple[Remedy, ...]:
    """Who reviews the decisions of these departments, or hears complaints about those that take none."""
    by_body: dict[tuple[bool, str], list[str]] = {}
    for department in dict.fromkeys(departments):
        body = labels.city.get(f"department.{department}.review_body")
        decides = city.departments[department].decides
        by_body.setdefault((not decides, body), []).append(labels.department(department))
    return tuple(
        Remedy(body, tuple(names), not complaint)
        for (complaint, body), names in sorted(by_body.items(), key=lambda entry: entry[0][0])
    )


def money(labels: Labels, item: Item) -> Money | None:
    """How much an item pays; None for one that pays nothing that is known beforehand."""
    benefit = item.benefit
    if benefit is None:
        return None
    own = f"item.{item.id}.benefit"
    check = benefit.check_month
    return Money(
        every=labels.gettext(EVERY[benefit.every]),
        rates=tuple(
            Rate(
                labels.words.get(f"{own}.amounts.{one.id}.name"),
                plain_yuan(one.yuan),
                reason(labels, one.when),
                tuple(_elsewhere(labels, item.id, one.id)),
            )
            for one in benefit.amounts
        ),
        check_month=format_skeleton("MMMM", date(2024, check, 1), locale=labels.locale)
        if check
        else "",
        since=month(labels, benefit.as_of),
        source=labels.words.get(f"{own}.source"),
    )


def _elsewhere(labels: Labels, item: str, amount: str) -> Iterable[PlaceRate]:
    for one in labels.catalogue.regional.values():
        if one.item == item and amount in one.amounts:
            source = labels.words.get(f"regional.{one.region}.{item}.source")
            yield PlaceRate(
                labels.place(one.region),
                plain_yuan(one.amounts[amount]),
                source,
                month(labels, one.as_of),
            )


def month(labels: Labels, text: str) -> str:
    """A month such as ``2026-01`` in words; as it is where it is none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return text
    return str(format_skeleton("yMMMM", first, locale=labels.locale))


def plain_yuan(yuan: str) -> str:
    """An amount as people say it: no cents where there are none."""
    return yuan.removesuffix(".00")
