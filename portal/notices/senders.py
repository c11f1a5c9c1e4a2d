"""How a message leaves the house."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol, TextIO
from uuid import UUID

from portal.domain.masking import Mask, mask


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text message. ``id`` lets the other side see a repetition."""

    id: UUID
    phone: str
    text: str


class NotSent(Exception):
    """The other side did not take the message this time."""


class Sender(Protocol):
    """Takes a message to a phone. Raises NotSent, and is then asked again later."""

    def send(self, message: Outgoing) -> None:
        """Send one message; sending the same id again must not reach the person twice where that can be helped."""
        ...


class ConsoleSender:
    """Writes messages where the operator sees them; phones are masked."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, message: Outgoing) -> None:
        """Write one line."""
        print(
            f"to {mask(Mask.MOBILE, message.phone)}: {message.text}",
            file=self._stream or sys.stderr,
            flush=True,
        )


class DemoSender:
    """Sends nothing: in the demo a message counts as sent, and the demo's inbox page shows it."""

    def send(self, message: Outgoing) -> None:
        """Do nothing; the caller notes that it was sent."""
