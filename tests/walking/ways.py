"""Which ways through a bundle's situation questions are walked: enough to meet every item, or enough for any two answers to meet."""

from __future__ import annotations

import os
from itertools import combinations

from portal.catalogue.paths import situation_facts
from portal.domain.bundles import Bundle
from tests.factories.driver import fast_paths

Way = dict[str, str]
ALL = os.environ.get("PORTAL_PATHS") == "all"
"""Whether every way that is asked for is walked, however long it takes."""


def pairwise(ways: list[Way]) -> list[Way]:
    """A few of the ways, in which every answer stands once, and any two answers that go together stand together once."""
    left = {met for way in ways for met in _met(way)}
    chosen: list[Way] = []
    for way in sorted(ways, key=lambda one: -len(one)):
        there = _met(way) & left
        if there or not chosen:
            chosen.append(way)
            left -= there
    return chosen


def _met(way: Way) -> set[tuple[tuple[str, str], ...]]:
    """Each answer of a way, and each two."""
    answers = sorted(way.items())
    return {met for count in (1, 2) for met in combinations(answers, count)}


def meeting_every_item(bundle: Bundle) -> list[Way]:
    """A few of those, on which every item that answers to situation questions can bring into a case is in one of them."""
    ways = pairwise(list(fast_paths(bundle)))
    met = [set(bundle.active_items(situation_facts(way), bundle.items)) for way in ways]
    left, chosen = set().union(*met), []
    while left:
        best = max(range(len(ways)), key=lambda n: len(met[n] & left))
        chosen.append(ways[best])
        left -= met[best]
    return chosen
