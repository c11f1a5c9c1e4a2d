"""Where a request to mend something, or to confirm it, stands."""

from __future__ import annotations

from enum import StrEnum


class CorrectionState(StrEnum):
    """Written by a clerk, sent to the person with the others, answered, or dropped when the task ended."""

    WRITTEN = "written"
    SENT = "sent"
    ANSWERED = "answered"
    DROPPED = "dropped"


class ConfirmationState(StrEnum):
    """Where a question to another person stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    VOID = "void"
