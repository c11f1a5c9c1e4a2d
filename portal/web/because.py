"""Why an item or a paper is there: what was chosen that brought it into a case."""

from __future__ import annotations

from collections.abc import Iterable

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.domain.conditions import Condition


def item_reason(labels: Labels, item: str) -> str:
    """What was chosen so that an item belongs to the case; empty for one that belongs to every case."""
    return reason(labels, labels.bundle.items[item].when)


def paper_reasons(labels: Labels, needs: Iterable[tuple[str, Condition | None]]) -> tuple[str, ...]:
    """What may be chosen so that a paper is needed, each alone enough: of each item that needs it, the item or the need.

    Empty as soon as one item of every case needs it always.
    """
    said: list[str] = []
    for item, when in needs:
        if when is None and labels.bundle.items[item].when is None:
            return ()
        found = reason(labels, when) or item_reason(labels, item)
        if found:
            said.append(found)
    return tuple(dict.fromkeys(said))
