"""Which office an item of a case goes to, told before it is sent and fixed when it is."""

from __future__ import annotations

from portal.casework.opening import OpenCase
from portal.domain.routing import Routed, route


def office_for(opened: OpenCase, item_id: str) -> Routed:
    """The office by the answers given so far; not certain while the answer that decides it is missing."""
    item = opened.catalogue.items[item_id]
    city = opened.work.city
    place: str | None
    if item.routed_by is None:
        place = next(code for code, region in city.regions.items() if region.parent is None)
    else:
        place = opened.facts.get(opened.bundle.resolve(item.routed_by, opened.facts))
    return route(
        department=item.department,
        lead_department=opened.bundle.lead_department,
        place=place,
        day=opened.today,
        regions=city.regions,
        offices=city.offices,
    )
