"""Where people can go: the offices that stand today, district by district."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal.catalogue.wording import ServiceWords
from portal.domain.routing import Office
from portal.web.house import city_words, house

DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Counter:
    """One office as a visitor needs it."""

    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class District:
    """A district of the city, or the city itself for offices that serve all of it."""

    code: str
    name: str
    counters: tuple[Counter, ...]


def districts(departments: Collection[str] | None = None) -> tuple[District, ...]:
    """Every office that stands today; only those of some departments when they are named."""
    work, words = house().casework, city_words()
    today = work.today
    found: dict[str, list[Counter]] = {}
    for office in work.city.offices.values():
        if office.stands_on(today) and (departments is None or office.department in departments):
            found.setdefault(_district(office), []).append(_counter(office, words))
    return tuple(
        District(code, words.get(f"region.{code}.name", code), tuple(found[code]))
        for code in _in_order(found)
    )


def _counter(office: Office, words: ServiceWords) -> Counter:
    return Counter(
        words.get(f"office.{office.id}.name", office.id),
        words.get(f"office.{office.id}.address"),
        words.get(f"office.{office.id}.hours"),
        office.phone,
    )


def _district(office: Office) -> str:
    regions = house().casework.city.regions
    code = office.region
    while regions[code].level != DISTRICT:
        above = regions[code].parent
        if above is None:
            return code
        code = above
    return code


def _in_order(codes: Iterable[str]) -> list[str]:
    known = list(house().casework.city.regions)
    return sorted(codes, key=known.index)
