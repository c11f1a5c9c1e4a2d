"""Seasons: the days of each year on which a bundle can be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The days of each year, as ``MM-DD``, on which a bundle can be sent; both belong to it."""

    opens: str
    closes: str

    def is_open(self, day: date) -> bool:
        """Whether a day lies within; a window may reach over New Year."""
        today = day.strftime("%m-%d")
        if self.opens <= self.closes:
            return self.opens <= today <= self.closes
        return today >= self.opens or today <= self.closes

    def opens_on(self, day: date) -> date:
        """The first day from this one on, itself included, that lies within."""
        return self._first(day, within=True)

    def closes_on(self, day: date) -> date | None:
        """The last day within, from one that is; None for a window that never closes."""
        # Any leap year does: only day and month are looked at.
        before = date.fromisoformat(f"2024-{self.opens}") - timedelta(1)
        if before.strftime("%m-%d") == self.closes:
            return None
        return self._first(day, within=False) - timedelta(1)

    def _first(self, day: date, *, within: bool) -> date:
        while self.is_open(day) is not within:
            day += timedelta(1)
        return day
