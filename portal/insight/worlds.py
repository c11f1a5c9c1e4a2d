"""Supposed residents: the facts of a case whose open choices are taken so that as much as possible is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product

from portal.catalogue.conditions import CelCondition
from portal.catalogue.paths import situation_facts
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Condition
from portal.domain.derivations import following
from portal.domain.elements import ValueType, split_key
from portal.domain.questions import questions

ANY_DAY = date(2026, 1, 1)
"""Supposed residents have no birthdays that could matter."""
MOST_WORLDS = 256
"""Combinations of the choices that conditions name which are tried for one path; further choices keep their first option."""
_NUMBERS = frozenset({ValueType.INTEGER, ValueType.DECIMAL})


def fullest(
    catalogue: Catalogue, bundle: Bundle, path: Mapping[str, str], active: tuple[str, ...]
) -> dict[str, str]:
    """The choices on this path of situation answers with which the most is asked: the count is never flattered."""
    situation = situation_facts(path)
    named = sorted(_named(catalogue, bundle, active, situation))
    rows = [_values(catalogue, key) for key in named]
    size = 1
    for n, values in enumerate(rows):
        size *= len(values)
        if size > MOST_WORLDS:
            size //= len(values)
            rows[n] = values[:1]
    best: dict[str, str] = dict(situation)
    most = -1
    for taken in product(*rows):
        facts = {**situation, **dict(zip(named, taken, strict=True))}
        asked = len(
            questions(catalogue, bundle, {**facts, **following(bundle, facts, ANY_DAY)}, active)
        )
        if asked > most:
            best, most = facts, asked
    return best


def _named(
    catalogue: Catalogue, bundle: Bundle, active: Iterable[str], situation: Mapping[str, str]
) -> Iterator[str]:
    """The facts that conditions of the active items and of the derivations name, each where it is really held, once."""
    conditions: list[Condition | None] = [rule.when for rule in bundle.derivations]
    for name in active:
        item = catalogue.items[name]
        conditions += [need.when for need in item.needs]
        conditions += [need.when for need in item.materials]
    keys = {
        str(bundle.resolve(name, situation))
        for condition in conditions
        if isinstance(condition, CelCondition)
        for name in condition.names
        if not name.startswith("situation.")
    }
    yield from keys


def _values(catalogue: Catalogue, key: str) -> tuple[str, ...]:
    element = catalogue.elements[split_key(key)[1]]
    if element.options:
        # Two of a long list are enough to be the same and to differ.
        return element.options if len(element.options) <= 6 else element.options[:2]
    if element.type in _NUMBERS:
        low, high = element.minimum or 0, element.maximum or 100_000
        return (str(low), str(high))
    return ("a", "b")
