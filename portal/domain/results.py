"""How far a result has come on its way to the person."""

from __future__ import annotations

from enum import StrEnum


class ResultState(StrEnum):
    """How far a result has come on its way to the person."""

    BEING_MADE = "being_made"
    READY = "ready"
    """Issued, entered, or lying ready to be collected."""
    HANDED_OVER = "handed_over"
    POSTED = "posted"
    PAID = "paid"
    RETURNED = "returned"
    """A payment that came back from the bank."""
