"""Why a benefit is suspended or has ended, and why money came back: codes, whose words are the portal's own."""

from __future__ import annotations

from enum import StrEnum


class SuspendReason(StrEnum):
    """Why nothing is paid for the time."""

    CHECK_OVERDUE = "check_overdue"
    PAYMENTS_RETURNED = "payments_returned"
    UNDER_INQUIRY = "under_inquiry"
    NOT_REACHED = "not_reached"
    STOPPED_BY_MISTAKE = "stopped_by_mistake"


class StopReason(StrEnum):
    """Why a benefit has ended."""

    DEATH = "death"
    MOVED_AWAY = "moved_away"
    NOT_ENTITLED = "not_entitled"
    GIVEN_UP = "given_up"


class ReturnReason(StrEnum):
    """Why the bank sent money back."""

    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_INACTIVE = "account_inactive"
    """Not activated, as the bank side of many social security cards is not."""
    NAME_DIFFERS = "name_differs"
