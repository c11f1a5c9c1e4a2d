"""What looks mixed up between people, though it may be right: said before sending, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Facts
from portal.domain.elements import FactKey, fact_key, split_key
from portal.domain.identity import IdentityPart


class DoubtKind(StrEnum):
    """What looks mixed up."""

    SAME_PHONE = "same_phone"
    """Two people have one telephone number."""
    OWN_PHONE_ELSEWHERE = "own_phone_elsewhere"
    """The number somebody signed in with stands with another person, and not with themselves."""
    OWN_NUMBER_ELSEWHERE = "own_number_elsewhere"
    """The same of the ID number that was checked."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: the answer, and whose else it is or should be."""

    kind: DoubtKind
    key: FactKey
    other: FactKey


def doubts(
    catalogue: Catalogue,
    bundle: Bundle,
    facts: Facts,
    *,
    applicant: str,
    own_phone: str = "",
    own_number: str = "",
) -> list[Doubt]:
    """Everything in the answers that looks mixed up. ``applicant``: the party of whoever signed in."""
    phones = dict(_answers(catalogue, bundle, facts, IdentityPart.MOBILE))
    numbers = dict(_answers(catalogue, bundle, facts, IdentityPart.ID_NUMBER))
    found = [
        Doubt(DoubtKind.SAME_PHONE, two, one)
        for one, two in combinations(phones, 2)
        if phones[one] == phones[two]
    ]
    for kind, answers, value in (
        (DoubtKind.OWN_PHONE_ELSEWHERE, phones, own_phone),
        (DoubtKind.OWN_NUMBER_ELSEWHERE, numbers, own_number),
    ):
        elements = {split_key(key)[1] for key in answers}
        mine = {bundle.resolve(fact_key(applicant, element), facts) for element in elements}
        found += [
            Doubt(kind, key, own)
            for own in sorted(mine & answers.keys())
            for key, there in answers.items()
            if value and there == value != answers[own] and key != own
        ]
    return found


def _answers(
    catalogue: Catalogue, bundle: Bundle, facts: Facts, part: IdentityPart
) -> Iterator[tuple[FactKey, str]]:
    """What is given for one part of identity, by its key: each person once, the subject left out."""
    subjects = {party.id for party in bundle.parties.values() if party.is_subject}
    for element in catalogue.elements.values():
        if element.identity == part:
            for party in bundle.parties:
                key = fact_key(party, element.id)
                if party not in subjects and bundle.resolve(key, facts) == key and facts.get(key):
                    yield key, facts[key]
