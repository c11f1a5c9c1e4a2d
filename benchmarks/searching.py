"""How long one search takes with the whole catalogue: the page over the application, and the finding alone."""

from __future__ import annotations

import time

from benchmarks.figures import Figure, percentile
from benchmarks.ground import SQLITE, ground
from portal import create_app
from portal.web.public.finding import find
from portal.web.public.search import index
from tests.factories.sayings import SAYINGS

ROUNDS = 5
GOAL = 20.0


def searching() -> Figure:
    """Every saying of the table several times; ``ours`` is what 95 of 100 pages stay within, in milliseconds."""
    sayings = [saying for of_thing in SAYINGS.values() for saying in of_thing]
    with ground(SQLITE) as place:
        shelf, words = place.portal.casework.shelf, place.portal.words
        things = index(shelf.current_id, shelf.current, words)
        client = create_app(place.portal).test_client()
        client.get("/search", query_string={"q": sayings[0]})
        pages: list[float] = []
        alone: list[float] = []
        for saying in sayings * ROUNDS:
            began = time.perf_counter()
            find(saying, things)
            found = time.perf_counter()
            client.get("/search", query_string={"q": saying})
            alone.append((found - began) * 1000)
            pages.append((time.perf_counter() - found) * 1000)
    ours = percentile(pages, 0.95)
    return Figure(
        ours=ours,
        bare=None,
        unit="ms",
        goal=f"≤ {GOAL:.0f} ms a page",
        reached=ours <= GOAL,
        explains=f"{len(sayings)} sayings, {len(things)} things; finding alone: {percentile(alone, 0.5):.1f} ms, at most {max(alone):.1f}",
        p50=percentile(pages, 0.5),
        p95=ours,
        p99=percentile(pages, 0.99),
        more={"finding_p50": percentile(alone, 0.5), "finding_p99": percentile(alone, 0.99)},
    )
