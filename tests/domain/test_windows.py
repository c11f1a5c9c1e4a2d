"""Windows: the days of each year on which something can be sent."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.windows import Window

SUMMER = Window("05-10", "07-31")
NEW_YEAR = Window("11-15", "02-10")
WHOLE = Window("01-01", "12-31")


@pytest.mark.parametrize(
    ("window", "day", "opens"),
    [
        (SUMMER, date(2026, 5, 9), date(2026, 5, 10)),
        (SUMMER, date(2026, 5, 10), date(2026, 5, 10)),
        (SUMMER, date(2026, 7, 31), date(2026, 7, 31)),
        (SUMMER, date(2026, 8, 1), date(2027, 5, 10)),
        (NEW_YEAR, date(2026, 12, 31), date(2026, 12, 31)),
        (NEW_YEAR, date(2027, 2, 11), date(2027, 11, 15)),
        (Window("02-29", "03-05"), date(2027, 2, 1), date(2027, 3, 1)),
        (WHOLE, date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_says_on_which_day_it_opens(window: Window, day: date, opens: date) -> None:
    assert window.opens_on(day) == opens
    assert window.is_open(day) is (day == opens)


@pytest.mark.parametrize(
    ("window", "day", "closes"),
    [
        (SUMMER, date(2026, 5, 10), date(2026, 7, 31)),
        (SUMMER, date(2026, 7, 31), date(2026, 7, 31)),
        (NEW_YEAR, date(2026, 12, 1), date(2027, 2, 10)),
        (NEW_YEAR, date(2027, 1, 1), date(2027, 2, 10)),
        (WHOLE, date(2026, 11, 23), None),
        (Window("07-01", "06-30"), date(2026, 11, 23), None),
    ],
)
def test_says_which_day_is_the_last(window: Window, day: date, closes: date | None) -> None:
    assert window.closes_on(day) == closes
