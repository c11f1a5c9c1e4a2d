"""Bundles (一件事): a directed acyclic graph of items around one thing in somebody's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.conditions import Condition, Facts, Formula, applies
from portal.domain.dates import DateRule
from portal.domain.elements import DataElement, FactKey, split_key
from portal.domain.items import Item
from portal.domain.regional import Regional
from portal.domain.situations import Situation
from portal.domain.windows import Window


class BadGraph(ValueError):
    """The items of a bundle do not form a directed acyclic graph."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """One input: done when any of ``any_of`` is done. A soft one counts only if the item was chosen."""

    any_of: tuple[str, ...]
    soft: bool = False


@dataclass(frozen=True, slots=True)
class BundleItem:
    """An item's place in a bundle."""

    item: str
    after: tuple[Dependency, ...] = ()
    optional: bool = False
    chosen_at_first: bool = True
    when: Condition | None = None
    standalone: bool = False
    """Whether the item can also be applied for alone, outside the fast path."""
    once_for_all: bool = False
    """Whether it is done once, however many cases are made from one form."""


class Represented(StrEnum):
    """Why somebody acts for another without being asked: a parent or guardian for a child, a near relative for the dead."""

    MINOR = "minor"
    DECEASED = "deceased"


class PartyKind(StrEnum):
    """What a party is: somebody, or a legal person (法人)."""

    PERSON = "person"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Party:
    """A role in the bundle, filled by a subject. ``same_as`` names another party under a condition."""

    id: str
    kind: PartyKind
    same_as: tuple[tuple[str, Condition | None], ...] = ()
    is_subject: bool = False
    one_case_each: bool = False
    """Whether there may be several, each with a case of its own made from one form."""
    represented: Represented | None = None
    """Why another acts for a subject who cannot: then registries may be asked about them, and what they say is shown."""
    papers: tuple[str, ...] = ()
    """Materials that speak of this one alone, and so are handed in anew for each."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Which registry says that another is the applicant's own, and the field in which it names the other's ID number."""

    registry: str
    field: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a registry gives to a bundle: its roles mapped to parties. ``about`` is the party asked about.

    A source about somebody else than the applicant names the ``relation`` that must be confirmed before it is asked.
    """

    registry: str
    about: str
    gives: tuple[tuple[FactKey, str], ...]
    """Pairs of fact key and the name the registry uses for that value; another adult's is only compared, never shown."""
    when: Condition | None = None
    proves: tuple[str, ...] = ()
    """Materials that need not be handed in once this registry has answered."""
    relation: Relation | None = None


class Part(StrEnum):
    """What can be read from an ID number."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Derivation:
    """One fact that follows when a condition holds: a copy of another, a part of an ID number, or by a formula."""

    target: FactKey
    origins: tuple[FactKey, ...]
    """What it follows from; for a copy or a part there is one."""
    when: Condition | None = None
    part: Part | None = None
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class FormSection:
    """A page of the form: which facts are asked together."""

    id: str
    keys: tuple[FactKey, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One thing in somebody's life. Words live under ``bundle.<id>.<part>``."""

    id: str
    audience: str
    lead_department: str
    parties: Mapping[str, Party]
    situations: tuple[Situation, ...]
    items: Mapping[str, BundleItem]
    sources: tuple[Source, ...]
    sections: tuple[FormSection, ...]
    promised_days: int | None
    icon: str = "baby"
    life_event: str = "birth"
    legal_basis: tuple[str, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    """Facts that follow from others, each rule after those it builds on."""
    checks: tuple[DateRule, ...] = ()
    """Dates that must fit each other."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Items of which every case has exactly one."""
    window: Window | None = None
    promised_source: str = ""
    """Where the promise is published."""
    phone: str = ""
    """Whom to call about it; the city's number where it has none of its own. Its name is ``bundle.<id>.phone.name``."""

    @property
    def firm(self) -> Party | None:
        """The party that is a firm; None where only persons apply."""
        return next(
            (party for party in self.parties.values() if party.kind is PartyKind.FIRM), None
        )

    @property
    def repeats(self) -> Party | None:
        """The party of which there may be several, each with a case of its own; None where there is none."""
        return next((party for party in self.parties.values() if party.one_case_each), None)

    def party(self, party: str, facts: Facts) -> str:
        """The party that one turns out to be, once one that is the same person as another is seen through."""
        for other, when in self.parties[party].same_as:
            if applies(when, facts):
                return self.party(other, facts)
        return party

    def resolve(self, key: str, facts: Facts) -> FactKey:
        """The key that really holds a fact."""
        party, element = split_key(key)
        return FactKey(f"{self.party(party, facts)}.{element}")

    def seen(self, facts: Facts) -> Facts:
        """The facts, also under the names of the roles that another party plays: what an item's conditions may name."""
        roles = [
            (one.id, self.party(one.id, facts)) for one in self.parties.values() if one.same_as
        ]
        more = {
            f"{role}.{key.partition('.')[2]}": value
            for role, party in roles
            if role != party
            for key, value in facts.items()
            if key.startswith(f"{party}.")
        }
        return {**facts, **more} if more else facts

    def asked_situations(self, answers: Mapping[str, str]) -> tuple[Situation, ...]:
        """The situation questions that are asked when the others are answered so. ``answers`` by question.

        An answer counts only where its question is itself asked.
        """
        asked: list[Situation] = []
        facts: dict[str, str] = {}
        for one in self.situations:
            if applies(one.when, facts):
                asked.append(one)
                if one.id in answers:
                    facts[f"situation.{one.id}"] = answers[one.id]
        return tuple(asked)

    def active_items(self, facts: Facts, chosen: Iterable[str]) -> tuple[str, ...]:
        """Items of this application, in bundle order: the mandatory ones and the optional ones chosen."""
        picked = frozenset(chosen)
        return tuple(
            place.item
            for place in self.items.values()
            if applies(place.when, facts) and (not place.optional or place.item in picked)
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a release holds, as domain objects. ``words`` are by locale, then id."""

    elements: Mapping[str, DataElement]
    items: Mapping[str, Item]
    bundles: Mapping[str, Bundle]
    materials: Mapping[str, Material]
    registries: Mapping[str, RegistryRule]
    templates: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """Named conditions; what each means to a citizen stands under ``condition.<name>.name``."""
    regional: Mapping[tuple[str, str], Regional] = field(default_factory=dict)
    """Figures that regions set for themselves, by region and item."""


@dataclass(frozen=True, slots=True)
class Material:
    """A document people hold. Words under ``material.<id>``."""

    id: str
    certificate: bool = False
    issuer: str | None = None
    copies: int = 1
    is_thing: bool = False
    """Whether no paper is photographed but something else, such as a dog or a house."""


@dataclass(frozen=True, slots=True)
class RegistryRule:
    """On what ground a registry may be asked, and whose data it is. Words under ``registry.<id>``."""

    id: str
    authority: str
    ground: str
    """``statutory_duty`` (the person is told) or ``consent`` (the person is asked)."""
    acting: bool = False
    """Whether it holds firms, and names who may act for each."""
    only_the_dead: bool = False
    """Whether it holds nobody but the dead: its finding somebody shows that they have died."""


def depths(bundle: Bundle, active: Iterable[str]) -> dict[str, int]:
    """How many items stand before each one, for drawing the relay. Raises BadGraph on a cycle."""
    chosen = set(active)
    result: dict[str, int] = {}

    def depth(item: str, path: tuple[str, ...]) -> int:
        if item in path:
            raise BadGraph(" → ".join((*path, item)))
        if item not in result:
            before = predecessors(bundle, item) & chosen
            result[item] = 1 + max((depth(b, (*path, item)) for b in before), default=-1)
        return result[item]

    for item in bundle.items:
        if item in chosen:
            depth(item, ())
    return result


def predecessors(bundle: Bundle, item: str) -> set[str]:
    """Every item that this one may wait for."""
    return {name for dependency in bundle.items[item].after for name in dependency.any_of}
