"""What a registry can be asked, and what it may answer.

Registries are asked only about a person whose identity was checked, and about another only when a registry has confirmed the
relation between the two (design rule 3). What they tell about another adult is for checking what was typed, never for showing,
until that adult agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from portal.domain.actors import Assurance


class Outcome(StrEnum):
    """Found; surely nothing there; no answer this time."""

    FOUND = "found"
    NOTHING = "nothing"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one registry says about one person. ``values`` use the registry's own names."""

    outcome: Outcome
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody whose name and number an identity provider has checked, or whom a registry names as theirs.

    Nobody else is asked about.
    """

    name: str
    id_number: str


class Registries(Protocol):
    """All registries of the city by id."""

    def ask(self, registry: str, person: Checked) -> Answer:
        """Ask one registry about one checked person. Never raises for trouble on the other side."""
        ...


class Finding(StrEnum):
    """What an identity provider says: it is so; it is not so, whatever the reason; no answer this time."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure the provider is who somebody is, and of whom it speaks. Only CONFIRMED carries a level, a name and a number."""

    finding: Finding
    level: Assurance = Assurance.PHONE
    name: str = ""
    id_number: str = ""


class IdentityProvider(Protocol):
    """Says who somebody is: by name and ID number (level 1), or because they have proved it there (level 2)."""

    @property
    def name(self) -> str:
        """Which provider this is, for the record."""
        ...

    def check(self, name: str, id_number: str) -> Verdict:
        """Whether a name and an ID number belong together: level 1 at most. A wrong name and an unknown number look alike."""
        ...

    def begin(self, state: str, back: str) -> str | None:
        """The address to send the browser to, so that its owner proves who they are; None when there is no such way.

        ``state`` is random and says nothing; it comes back to ``back`` with an ``assertion`` that holds for this state only.
        """
        ...

    def redeem(self, state: str, assertion: str) -> Verdict:
        """Who proved themselves, at level 2; NOT_CONFIRMED for an assertion that is forged, too old or of another state.

        Using it only once is the caller's duty: it knows which states it has given out.
        """
        ...


class CertificateLibrary(Protocol):
    """Where licences issued elsewhere are kept (电子证照库)."""

    def number_of(self, item: str, task: str, subject: Mapping[str, str]) -> str | None:
        """The number of the licence issued for a task, or None while there is none yet. Same task, same number."""
        ...
