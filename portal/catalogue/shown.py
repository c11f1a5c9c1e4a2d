"""What the portal's pages can show of a bundle: its place among the life events, and its icon."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Catalogue

LIFE_EVENTS = (
    "birth",
    "school",
    "work",
    "home",
    "marriage",
    "health",
    "retirement",
    "death",
    "business",
)
"""The groups of the home page, in the order of a life (their words: portal/web/public/wording.py)."""


def life_event_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """Bundles of a life event that no page has words for."""
    for bundle in catalogue.bundles.values():
        if bundle.life_event not in LIFE_EVENTS:
            yield _fault(bundle.id, "life_event", bundle.life_event, LIFE_EVENTS)


def icon_faults(catalogue: Catalogue, icons: Collection[str]) -> Iterator[Problem]:
    """Bundles with an icon that is not among ``icons``: their pages could not be drawn.

    The icons belong to the pages, so whoever may read their list hands it over.
    """
    for bundle in catalogue.bundles.values():
        if bundle.icon not in icons:
            yield _fault(bundle.id, "icon", bundle.icon, icons)


def not_allowed(where: str, name: str) -> str:
    """What is wrong with a name that is not on a list."""
    return say("there is no %(kind)s %(name)r", kind=where, name=name)


def allowed(name: str, known: Collection[str]) -> str:
    """What may be written instead."""
    close = get_close_matches(name, known, n=1)
    if close:
        return say("did you mean %(name)s? there are %(known)s", name=close[0], known=list(known))
    return say("there are %(known)s", known=list(known))


def _fault(bundle: str, where: str, name: str, known: Collection[str]) -> Problem:
    what, advice = not_allowed(where, name), allowed(name, known)
    return Problem(f"bundles/{bundle}.yaml", where, what, advice, kind=Kind.UNKNOWN_NAME)
