"""Reads what stands in ``services/`` and ``translations/`` once for all tests of a process; none of them changes what was read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from portal import wiring
from portal.casework import shelf
from portal.registries import demo

ALWAYS: tuple[tuple[object, str], ...] = ((demo, "_read"), (demo, "_names"))
"""Readers of files that no test changes once they are read."""
READERS: tuple[tuple[object, str], ...] = (
    (wiring, "read_release"),
    (wiring, "load_release"),
    (wiring, "read_words"),
    (wiring, "read_city"),
    (wiring, "read_yaml"),
    (shelf, "release_id"),
)
"""Those of the whole house: where each is called, and its name there."""


MOST = 6
"""Results that each reader keeps: the first, which is nearly always that of the real services, and those of late."""


def remembered(reader: Callable[..., Any]) -> Callable[..., Any]:
    """A reader that gives the same for the same: equal values, or the very same tables."""
    known: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any]] = {}

    def read(*given: object) -> Any:
        key = tuple(one if isinstance(one, Hashable) else id(one) for one in given)
        if key not in known:
            while len(known) >= MOST:
                # Most tests read the same; what one alone has changed need not stay.
                known.pop(list(known)[1])
            # What was given is kept too, so that nothing else can come to have its id.
            known[key] = (given, reader(*given))
        return known[key][1]

    return read
