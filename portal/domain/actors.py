"""Who acts: a citizen, a member of staff, or the portal itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from portal.domain.items import StaffRole


class ActorKind(StrEnum):
    """The three kinds of actor that an event can name."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Assurance(IntEnum):
    """How sure we are who somebody is: a phone; name and ID number checked; strong."""

    PHONE = 0
    CHECKED = 1
    STRONG = 2


class ProofRoute(StrEnum):
    """How somebody proved who they are."""

    CHECK = "check"
    """Name and ID number were typed and belong together."""
    PLATFORM = "platform"
    """The identity platform vouched for them."""
    COUNTER = "counter"
    """Staff had the ID card and the person before them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now. A citizen has an account and perhaps a checked person; staff have an office and a role."""

    kind: ActorKind
    id: UUID | None = None
    person: UUID | None = None
    assurance: Assurance = Assurance.PHONE
    firm: UUID | None = None
    """The firm a checked person acts for in this session, once a registry has named them as one who may."""
    office: str | None = None
    department: str | None = None
    role: StaffRole | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
