from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.calendar import WorkingCalendar, from_data, local_date

DATA = Path(__file__).parents[2] / "services" / "calendar.yaml"
CALENDAR = from_data(yaml.safe_load(DATA.read_text(encoding="utf-8")))
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
relaxed = settings(deadline=None)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_settled_year_is_what_the_notice_says(year: int) -> None:
    wrong = [
        day
        for day in days_of(year)
        if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 24), 5, date(2026, 10, 9)),
        (date(2026, 9, 24), 20, date(2026, 10, 29)),
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 29), 5, date(2026, 10, 12)),
    ],
)
def test_days_off_are_skipped_and_make_up_saturdays_are_counted(
    start: date, days: int, end: date
) -> None:
    assert CALENDAR.add_working_days(start, days) == end


def test_a_year_without_a_notice_keeps_its_statutory_days_and_is_provisional() -> None:
    off = [day for day in days_of(2027) if day.weekday() < 5 and not CALENDAR.is_working_day(day)]
    assert off == [
        date(2027, 1, 1),
        date(2027, 2, 5),
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    ]
    assert CALENDAR.is_provisional(date(2027, 1, 4))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_a_year_without_any_table_still_rests_on_weekends_and_fixed_statutory_days() -> None:
    assert not CALENDAR.is_working_day(date(2030, 1, 1))
    assert not CALENDAR.is_working_day(date(2030, 5, 2))
    assert not CALENDAR.is_working_day(date(2030, 3, 2))
    assert CALENDAR.is_working_day(date(2030, 3, 4))
    assert CALENDAR.is_provisional(date(2030, 3, 4))


def test_no_days_lead_nowhere_even_from_a_day_off() -> None:
    assert CALENDAR.add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_working_days_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2026, 10, 1), -1)


@relaxed
@given(DAYS, st.integers(1, 80))
def test_a_limit_ends_on_a_working_day_exactly_its_days_away(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == days
    assert CALENDAR.working_days_between(end, start) == -days


@relaxed
@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_two_limits_in_a_row_are_one_long_limit(start: date, first: int, second: int) -> None:
    middle = CALENDAR.add_working_days(start, first)
    whole = CALENDAR.add_working_days(start, first + second)
    assert CALENDAR.add_working_days(middle, second) == whole


@relaxed
@given(DAYS)
def test_the_day_before_the_next_working_day_is_this_one(day: date) -> None:
    here = CALENDAR.next_working_day(day)
    assert CALENDAR.previous_working_day(CALENDAR.next_working_day(here)) == here
    assert CALENDAR.previous_working_day(day) < day


def test_the_date_is_that_of_shanghai() -> None:
    assert local_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_date(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)


def test_an_instant_without_a_time_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 11, 22, 16, 0))  # noqa: DTZ001 — that is the fault


def test_a_day_cannot_be_both_off_and_worked() -> None:
    sunday = date(2026, 1, 4)
    with pytest.raises(ValueError, match="both"):
        WorkingCalendar(frozenset({sunday}), frozenset({sunday}))


def test_a_make_up_day_on_a_weekday_is_a_typing_error() -> None:
    with pytest.raises(ValueError, match="weekend"):
        WorkingCalendar(frozenset(), frozenset({date(2026, 1, 5)}))


YEAR = {
    "status": "settled",
    "source": "notice",
    "days_off": [{"from": "2026-01-01"}],
    "makeup_days": [],
}


def test_dates_may_be_written_as_text() -> None:
    calendar = from_data({"years": {"2026": YEAR}})
    assert calendar.holidays == {date(2026, 1, 1)}
    assert calendar.settled_years == {2026}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"source": ""}, "source"),
        ({"status": "rumour"}, "rumour"),
        ({"holidays": []}, "unknown field 'holidays'"),
        ({"days_off": None}, "list"),
        ({"days_off": ["2026-01-01"]}, "mapping"),
        ({"days_off": [{"from": "2027-01-01"}]}, "another year"),
        ({"days_off": [{"from": "2026-01-03", "to": "2026-01-01"}]}, "before"),
        ({"makeup_days": ["2026-13-01"]}, "month"),
    ],
)
def test_a_faulty_table_is_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        from_data({"years": {2026: YEAR | change}})


def test_a_calendar_without_years_is_refused() -> None:
    with pytest.raises(ValueError, match="years"):
        from_data({})
