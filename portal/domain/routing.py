"""Which office takes a task: a tree of regions, offices that come and go by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Region:
    """A place in the tree 市 → 区县 → 镇街 → 村社区 → 网格. ``code`` after GB/T 2260 and its continuations."""

    code: str
    parent: str | None
    level: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """One department's desk in one region. ``codes`` are institution codes it also answers to (a hospital)."""

    id: str
    department: str
    region: str
    phone: str
    codes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    merged_into: str | None = None
    institution: bool = False
    """Answers to its codes only, never to the region it lies in: a hospital is not the district's health office."""

    def stands_on(self, day: date) -> bool:
        """Whether the office exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a task goes. ``certain`` false: nobody fits, so it lies on the lead office's desk with a lamp."""

    office: str
    certain: bool


class NoOffice(LookupError):
    """Not even the lead department has an office; the city's data is incomplete."""


def route(
    *,
    department: str,
    lead_department: str,
    place: str | None,
    day: date,
    regions: Mapping[str, Region],
    offices: Mapping[str, Office],
) -> Routed:
    """The office of a department for a place: the place's own, or the nearest above it in the tree.

    ``place`` is a region code, an institution code, or None when it is not known. Raises NoOffice.
    """
    if place is not None:
        for office in offices.values():
            if office.department == department and place in office.codes:
                standing = _today(offices, office, day)
                if standing is not None:
                    return Routed(standing, certain=True)
        for region in _upwards(place, regions):
            found = _standing(offices, department, region, day)
            if found is not None:
                return Routed(found, certain=True)
    for region in (code for code, r in regions.items() if r.parent is None):
        found = _standing(offices, lead_department, region, day)
        if found is not None:
            return Routed(found, certain=False)
    raise NoOffice(lead_department)


def _standing(offices: Mapping[str, Office], department: str, region: str, day: date) -> str | None:
    for office in offices.values():
        if office.department == department and office.region == region and not office.institution:
            standing = _today(offices, office, day)
            if standing is not None:
                return standing
    return None


def _today(offices: Mapping[str, Office], office: Office, day: date) -> str | None:
    """The office itself if it stands, or the one that took over its work, however often that moved on."""
    seen: set[str] = set()
    while not office.stands_on(day):
        seen.add(office.id)
        if office.merged_into is None or office.merged_into in seen:
            return None
        office = offices[office.merged_into]
    return office.id


def _upwards(code: str, regions: Mapping[str, Region]) -> Iterator[str]:
    current = regions.get(code)
    while current is not None:
        yield current.code
        current = regions.get(current.parent) if current.parent else None
