"""What every verb about people needs at hand, given to it and never fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from portal.persistence.session import Database
from portal.registries.protocol import IdentityProvider


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """The desk on which verbs about people work.

    ``clock`` gives aware UTC instants; ``provider`` is None where no identity provider is joined on;
    ``code_key`` is the HMAC key of one-time codes.
    """

    db: Database
    clock: Callable[[], datetime]
    provider: IdentityProvider | None
    code_key: bytes = field(repr=False)
