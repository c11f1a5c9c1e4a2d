"""Derive: facts that follow from others are copied, never asked."""

from __future__ import annotations

from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase
from portal.domain.derivations import following
from portal.domain.facts import FactSource, Stream


def derive(opened: OpenCase) -> frozenset[str]:
    """Copy what follows, take back what no longer does, and say which keys changed.

    What a person typed is never overwritten.
    """
    before = opened.facts
    follows = following(opened.bundle, told(opened), opened.today)
    for (key, stream), row in list(opened.rows.items()):
        if stream is Stream.CURRENT and row.source is FactSource.DERIVED and key not in follows:
            opened.drop_row(key, stream)
    for key, value in follows.items():
        there = opened.rows.get((key, Stream.CURRENT))
        stale = there is not None and there.source is FactSource.DERIVED and there.value != value
        if there is None or stale or not there.value:
            put_fact(opened, key, value, FactSource.DERIVED, Stream.CURRENT)
    after = opened.facts
    return frozenset(
        key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    )


def told(opened: OpenCase) -> dict[str, str]:
    """Current values that do not follow from others."""
    return {
        key: row.value
        for (key, stream), row in opened.rows.items()
        if stream is Stream.CURRENT and row.value and row.source is not FactSource.DERIVED
    }
