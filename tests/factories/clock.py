"""A clock that stands still until it is told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A working day in Shanghai, nine o'clock."""


class Clock:
    """Gives the same instant until it is moved. Pass it wherever a clock is wanted."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The instant, UTC."""
        return self.now

    def pass_time(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span
