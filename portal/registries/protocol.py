"""What a registry can be asked, and what it may answer.

Registries are asked only about a person whose identity was checked (design rule 3). What they tell about another adult
is for checking what was typed, never for showing, until that adult agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


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
    """Somebody whose name and number an identity provider has checked; the only one a registry is asked about."""

    name: str
    id_number: str


class Registries(Protocol):
    """All registries of the city by id."""

    def ask(self, registry: str, person: Checked) -> Answer:
        """Ask one registry about one checked person. Never raises for trouble on the other side."""
        ...


class IdentityProvider(Protocol):
    """Says whether a name and an ID number belong together."""

    @property
    def name(self) -> str:
        """Which provider this is, for the record."""
        ...

    def belongs(self, name: str, id_number: str) -> bool | None:
        """True or False; None when there is no answer this time."""
        ...


class CertificateLibrary(Protocol):
    """Where licences issued elsewhere are kept (电子证照库)."""

    def number_of(self, item: str, task: str, subject: Mapping[str, str]) -> str | None:
        """The number of the licence issued for a task, or None while there is none yet. Same task, same number."""
        ...
