"""Dates that contradict each other or today are found; what is not known yet contradicts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.dates import TODAY, Bound, DateRule, add_months, contradictions, date_of
from portal.domain.elements import DataElement, ElementId, FactKey, ValueType
from portal.domain.resident_id import make

ELEMENTS = {
    name: DataElement(ElementId(name), kind)
    for name, kind in (
        ("birth.moment", ValueType.MOMENT),
        ("marriage.day", ValueType.DATE),
        ("person.id_number", ValueType.RESIDENT_ID),
        ("person.name", ValueType.NAME),
    )
}
BORN, NUMBER, MARRIED = (
    FactKey("baby.birth.moment"),
    FactKey("mother.person.id_number"),
    FactKey("mother.marriage.day"),
)
NOW = date(2026, 11, 16)
YOUNG = DateRule("young", BORN, Bound.LESS_THAN, 6, TODAY)
OLDER = DateRule("older", NUMBER, Bound.AT_LEAST, 120, BORN)
GROWN = DateRule("grown", NUMBER, Bound.AT_LEAST, 240, MARRIED)


def found(facts: Mapping[FactKey, str], *rules: DateRule) -> dict[str, str]:
    """Facts with the rule each breaks."""
    faults = contradictions(
        rules, ELEMENTS, lambda key, _: FactKey(key), dict[str, str](facts.items()), NOW
    )
    return {key: str(fault.params["rule"]) for key, fault in faults.items()}


def mother(born: date) -> str:
    """An ID number of somebody born then."""
    return make("509901", born, 12)


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        ("2026-11-16T00:05", True),
        ("2026-05-17T23:59", True),
        ("2026-05-16T23:59", False),
        ("1926-05-16T00:00", False),
        ("2026-05-16", False),
        ("2026--16", True),
        ("", True),
    ],
)
def test_six_months_are_over_on_the_same_day_of_the_sixth_month(born: str, fits: bool) -> None:
    assert found({BORN: born}, YOUNG) == ({} if fits else {BORN: "young"})


def test_a_parent_is_not_younger_than_the_child() -> None:
    facts = {BORN: "2026-11-16T08:15", NUMBER: mother(date(2026, 11, 17))}
    assert found(facts, OLDER) == {NUMBER: "older"}
    assert found(facts | {NUMBER: mother(date(1995, 6, 12))}, OLDER) == {}


def test_nobody_marries_before_they_are_born_or_grown() -> None:
    facts = {MARRIED: "2020-01-01", NUMBER: mother(date(2020, 1, 2))}
    assert found(facts, GROWN) == {NUMBER: "grown"}
    assert found(facts | {NUMBER: mother(date(2000, 1, 1))}, GROWN) == {}


def test_what_is_unknown_or_unreadable_contradicts_nothing() -> None:
    assert found({NUMBER: mother(date(2026, 1, 1))}, OLDER) == {}
    assert found({BORN: "2026-11-16T08:15", NUMBER: "50990119950612128X"}, OLDER) == {}


def test_a_name_holds_no_date() -> None:
    assert date_of(ELEMENTS["person.name"], "2026-11-16") is None


@given(st.dates(), st.integers(0, 20_000))
def test_months_later_is_never_earlier_and_never_breaks(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later >= day
    assert later == date.max or later.day <= day.day


def test_a_month_without_such_a_day_ends_with_its_last() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
