"""Figures that a region sets for itself: days and amounts differ from district to district, the item stays one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.domain.routing import Region


@dataclass(frozen=True, slots=True)
class Regional:
    """What one region sets for one item: days in working days, amounts in yuan by their id, since which month (``YYYY-MM``).

    Where it is written stands under ``regional.<region>.<item>.source``.
    """

    region: str
    item: str
    promised_days: int | None = None
    amounts: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""


class Set(Protocol):
    """What holds regional figures."""

    @property
    def regional(self) -> Mapping[tuple[str, str], Regional]:
        """Figures by region and item."""
        ...


def upwards(region: str | None, regions: Mapping[str, Region]) -> Iterator[str]:
    """A region and those around it, the nearest first."""
    seen: set[str] = set()
    while region is not None and region in regions and region not in seen:
        seen.add(region)
        yield region
        region = regions[region].parent


def promise_in(
    figures: Set, item: str, usual: int | None, region: str | None, regions: Mapping[str, Region]
) -> int | None:
    """The promise of an item in a region, in working days: the nearest region that sets one, else the usual."""
    for code in upwards(region, regions):
        found = figures.regional.get((code, item))
        if found is not None and found.promised_days is not None:
            return found.promised_days
    return usual


def amount_in(
    figures: Set,
    item: str,
    amount: str,
    usual: str,
    region: str | None,
    regions: Mapping[str, Region],
) -> str:
    """One rate of a benefit in a region, in yuan: the nearest region that sets one, else the usual."""
    for code in upwards(region, regions):
        found = figures.regional.get((code, item))
        if found is not None and amount in found.amounts:
            return found.amounts[amount]
    return usual
