"""Months as text, ``YYYY-MM``: they are compared as text, and a benefit that goes on is paid and checked by them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from portal.domain.items import Every

YEAR = 12
CHECK_OPENS = 1
"""Months before its own in which the yearly check can be done, and in the first of which the person is told."""


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


def later(month: str, months: int) -> str:
    """The month so many months after another; before it when negative. Raises ValueError for what is no month."""
    first = date.fromisoformat(f"{month}-01")
    count = first.year * YEAR + first.month - 1 + months
    return f"{count // YEAR:04d}-{count % YEAR + 1:02d}"


def last_day(month: str) -> date:
    """The last day of a month."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def step(every: Every) -> int:
    """Months from one payment to the next."""
    return 1 if every is Every.MONTH else YEAR


def first_month(every: Every, approved_on: date) -> str:
    """The first month that is paid."""
    month = month_of(approved_on)
    return later(month, 1) if every is Every.MONTH else month


def first_check(check_month: int | None, approved_on: date) -> str | None:
    """The month of the first yearly check: never in the year of the approval itself, which was a check."""
    return None if check_month is None else f"{approved_on.year + 1:04d}-{check_month:02d}"


def next_check(check_due: str, done_on: date) -> str:
    """The month of the next check after one was done, early or late: the next of its kind beyond both."""
    following, beyond = later(check_due, YEAR), month_of(done_on)
    while following <= beyond:
        following = later(following, YEAR)
    return following
