"""Working days in mainland China: weekends, statutory days, days off in lieu, make-up days.

Limits in law are counted in working days (Administrative Licensing Law, art. 82), and a working
day is what the State Council's yearly notice says it is. The notice for a year comes out in the
autumn before it, so every calendar ends in years that can only be estimated: those are provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY = timedelta(days=1)
_SATURDAY = 5
_FIXED_DAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class YearStatus(StrEnum):
    """How sure the table of a year is."""

    SETTLED = "settled"
    """The State Council's notice for the year is in the table."""
    PROVISIONAL = "provisional"
    """Only the statutory days are known; days off in lieu and make-up days are not."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which dates count as working days.

    ``holidays`` are days off of any kind (weekend or not), ``makeup_days`` weekends that are
    worked, ``settled_years`` the years whose notice is in the table, ``listed_years`` those with
    any table. In a year without a table, weekends and the statutory days with a fixed date
    (Regulation on Public Holidays of 2024, art. 2) are off. Raises ValueError when a date is both
    off and worked, or a make-up day falls on a weekday.
    """

    holidays: frozenset[date]
    makeup_days: frozenset[date] = frozenset()
    settled_years: frozenset[int] = frozenset()
    listed_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        both = self.holidays & self.makeup_days
        if both:
            raise ValueError(f"both a day off and a working day: {min(both)}")
        for day in self.makeup_days:
            if day.weekday() < _SATURDAY:
                raise ValueError(f"a make-up day must fall on a weekend: {day}")

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this Shanghai date."""
        if day in self.makeup_days:
            return True
        if day.weekday() >= _SATURDAY or day in self.holidays:
            return False
        return day.year in self.listed_years or (day.month, day.day) not in _FIXED_DAYS

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of this date is missing, so that it may yet change."""
        return day.year not in self.settled_years

    def add_working_days(self, start: date, days: int) -> date:
        """The date ``days`` working days after ``start``, which itself is not counted.

        Nought days give ``start``, working day or not. Raises ValueError for a negative count.
        """
        if days < 0:
            raise ValueError(f"working days cannot be negative: {days}")
        day = start
        for _ in range(days):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative if it is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The last working day before ``day``."""
        day -= _DAY
        while not self.is_working_day(day):
            day -= _DAY
        return day


def local_date(instant: datetime) -> date:
    """The Shanghai date of an instant. Raises ValueError when the instant names no time zone."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("an instant must name its time zone")
    return instant.astimezone(SHANGHAI).date()


def from_data(data: Mapping[str, object]) -> WorkingCalendar:
    """Read a calendar from the data of services/calendar.yaml, already parsed.

    ``years`` maps a year to ``status`` (settled or provisional), ``source``, ``days_off`` (a list
    of ``name``, ``from``, ``to``) and ``makeup_days`` (a list of dates). Dates are dates or ISO
    text.
    Raises ValueError naming the year when something is missing, unknown or impossible.
    """
    years = _mapping(data.get("years"), "years")
    holidays: set[date] = set()
    makeup_days: set[date] = set()
    settled: set[int] = set()
    listed: set[int] = set()
    for key, value in years.items():
        where = f"calendar year {key}"
        year = int(str(key))
        entry = _mapping(value, where)
        unknown = sorted(set(entry) - {"status", "source", "days_off", "makeup_days"})
        if unknown:
            raise ValueError(f"{where}: unknown field {unknown[0]!r}")
        if not entry.get("source"):
            raise ValueError(f"{where}: the source is missing")
        listed.add(year)
        if YearStatus(str(entry.get("status"))) is YearStatus.SETTLED:
            settled.add(year)
        for span in _list(entry.get("days_off"), where):
            holidays.update(_span(_mapping(span, where), year, where))
        for day in _list(entry.get("makeup_days", []), where):
            makeup_days.add(_day(day, year, where))
    return WorkingCalendar(
        frozenset(holidays), frozenset(makeup_days), frozenset(settled), frozenset(listed)
    )


def _span(span: Mapping[str, object], year: int, where: str) -> list[date]:
    first = _day(span.get("from"), year, where)
    last = _day(span.get("to", span.get("from")), year, where)
    if last < first:
        raise ValueError(f"{where}: {last} is before {first}")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(value: object, year: int, where: str) -> date:
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    # A notice may reach back to the last days of December: New Year 2024 began on 2023-12-30.
    if day.year not in (year - 1, year):
        raise ValueError(f"{where}: {day} is in another year")
    return day


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise ValueError(f"{where}: expected a mapping")


def _list(value: object, where: str) -> list[object]:
    if isinstance(value, list):
        return value
    raise ValueError(f"{where}: expected a list")
