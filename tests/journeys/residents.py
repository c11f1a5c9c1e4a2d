"""Somebody of the demo city whom a bundle's registries know, and what those hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from portal.catalogue.build import build
from portal.catalogue.files import read_split
from portal.catalogue.paths import paths
from portal.catalogue.release import read_release
from portal.domain.bundles import Bundle, Catalogue, PartyKind
from tests.factories.driver import Known, known_person
from tests.guards.sources import SERVICES, TRANSLATIONS
from tests.journeys.people import Somebody

DEMO = SERVICES / "demo"
RELATIONS = ("deceased_id", "child_id")


@cache
def catalogue() -> Catalogue:
    """What is offered."""
    return build(read_release(SERVICES, TRANSLATIONS))


@cache
def records() -> dict[str, Any]:
    """What the registries of the demonstration hold."""
    return read_split(DEMO / "registries", together_below=True)


@dataclass
class Resident:
    """Who applies for a bundle, on which way through its questions."""

    bundle: Bundle
    known: Known
    path: Mapping[str, str]

    @classmethod
    def of(cls, bundle: str) -> Resident:
        """Whom the registries of a bundle know best, on its first way."""
        offered = catalogue().bundles[bundle]
        return cls(offered, known_person(offered, DEMO), paths(offered)[0])

    @property
    def who(self) -> Somebody:
        """The person with their phone."""
        person = self.known.person
        return Somebody(person.name, person.id_number, person.phone)

    def as_held(self) -> Bundle:
        """The bundle with only those sources, and only those of their fields, that hold something about this resident."""
        sources = []
        for source in self.bundle.sources:
            if source.registry not in records():
                sources.append(source)
                continue
            held = records()[source.registry].get(self._number(source.about), {})
            gives = tuple(pair for pair in source.gives if pair[1] in _fields(held))
            if held:
                sources.append(replace(source, gives=gives))
        return replace(self.bundle, sources=tuple(sources))

    def told(self) -> dict[str, str]:
        """What the registries tell of this resident, by the key of the fact."""
        facts: dict[str, str] = {}
        for source in self.as_held().sources:
            held = records().get(source.registry, {}).get(self._number(source.about), {})
            for key, name in source.gives:
                if name in held:
                    facts[self.bundle.resolve(key, self._situation)] = str(held[name])
        return facts

    @property
    def _situation(self) -> dict[str, str]:
        return {f"situation.{question}": answer for question, answer in self.path.items()}

    def _number(self, about: str) -> str:
        party = self.bundle.parties[self.bundle.party(about, self._situation)]
        if party.kind is PartyKind.FIRM:
            return self.known.firm
        if party.represented is not None:
            kin = records()["relatives"].get(self.known.person.id_number, {})
            return str(next((kin[field] for field in RELATIONS if field in kin), ""))
        return self.known.person.id_number


def _fields(held: Mapping[str, Any]) -> set[str]:
    return {name.replace("_days_ago", "") for name in held}
