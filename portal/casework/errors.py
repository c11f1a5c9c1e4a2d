"""What can be refused, by name. Each leaves everything as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.domain.answers import Fault
from portal.persistence.keyring import BadKeys as BadKeys
from portal.persistence.keyring import KeyMissing as KeyMissing


class NotFound(LookupError):
    """There is no such thing, or not for this actor; the two look the same."""


class StaleVersion(Exception):
    """Somebody changed it since it was looked at. Both versions are named; nothing was overwritten."""

    def __init__(self, seen: int, current: int) -> None:
        self.seen = seen
        self.current = current
        super().__init__(f"seen version {seen}, current version {current}")


class Incomplete(Exception):
    """Something is missing or wrong, by fact key, material or rule."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.faults = faults
        super().__init__(", ".join(sorted(faults)))


class WrongMoment(Exception):
    """The case is not in the state in which this can be done. ``code`` says what is in the way."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class WindowClosed(WrongMoment):
    """It is not sent at this time of the year; ``opens_on`` is the first day on which it is."""

    def __init__(self, opens_on: date) -> None:
        self.opens_on = opens_on
        super().__init__("window_closed")


class AppliedBefore(Exception):
    """The same was filed for the same subject before; it is sent once the person says that this is another."""
