"""Dates of one application held against each other and against today, by rules that stand in the data."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.answers import Fault
from portal.domain.conditions import Condition, Facts, applies
from portal.domain.elements import DataElement, FactKey, ValueType, split_key
from portal.domain.resident_id import BadResidentId, ResidentId

TODAY = "today"
"""What a rule may name instead of a fact."""
FAULT = "dates"
"""The code of the fault; its parameter ``rule`` names whose words say it."""
DATED = frozenset({ValueType.DATE, ValueType.MOMENT, ValueType.RESIDENT_ID})
"""Kinds of answers that hold a date; an ID number holds a birth date."""


class Bound(StrEnum):
    """On which side of the distance the date must lie."""

    LESS_THAN = "less_than"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class DateRule:
    """The date of ``fact`` lies less than, or at least, so many months before another. Words under ``checks.<id>``."""

    id: str
    fact: FactKey
    bound: Bound
    months: int
    before: str
    """The fact whose date it is held against, or TODAY."""
    when: Condition | None = None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day. The end of time stays there."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def date_of(element: DataElement, value: str) -> date | None:
    """The date that an answer holds; None when it holds none or cannot be read."""
    try:
        match element.type:
            case ValueType.DATE:
                return date.fromisoformat(value)
            case ValueType.MOMENT:
                return date.fromisoformat(value.partition("T")[0])
            case ValueType.RESIDENT_ID:
                return ResidentId(value).birth_date
    except (ValueError, BadResidentId):
        return None
    return None


def contradictions(
    rules: Iterable[DateRule],
    elements: Mapping[str, DataElement],
    resolve: Callable[[str, Facts], FactKey],
    facts: Facts,
    today: date,
) -> dict[FactKey, Fault]:
    """The facts whose dates break a rule, each with the first rule it breaks. Unknown dates break none."""
    found: dict[FactKey, Fault] = {}

    def dated(key: FactKey) -> date | None:
        return date_of(elements[split_key(key)[1]], facts.get(key, ""))

    for rule in rules:
        key = resolve(rule.fact, facts)
        day = dated(key)
        against = today if rule.before == TODAY else dated(resolve(rule.before, facts))
        if key in found or day is None or against is None or not applies(rule.when, facts):
            continue
        is_nearer = add_months(day, rule.months) > against
        if is_nearer is not (rule.bound is Bound.LESS_THAN):
            found[key] = Fault(FAULT, {"rule": rule.id})
    return found
