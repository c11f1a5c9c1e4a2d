"""Which facts say who a party is: not every name in a case is the name of somebody in it."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Facts
from portal.domain.elements import fact_key

DAY_LENGTH = len("2026-11-16")


class IdentityPart(StrEnum):
    """What an element can say of who its subject is (``identity`` in elements.yaml)."""

    NAME = "name"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BORN = "born"
    """The day of birth, or the moment."""


def identity_of(
    catalogue: Catalogue, bundle: Bundle, facts: Facts, party: str, part: IdentityPart
) -> str:
    """A party's own name, ID number or phone; empty while it is not known."""
    for element in catalogue.elements.values():
        if element.identity == part:
            found = facts.get(bundle.resolve(fact_key(party, element.id), facts))
            if found:
                return found
    return ""


def subject_name(catalogue: Catalogue, bundle: Bundle, facts: Facts) -> str:
    """The name of whom it is all about; empty while it is not given."""
    for party in bundle.parties.values():
        if party.is_subject:
            return identity_of(catalogue, bundle, facts, party.id, IdentityPart.NAME)
    return ""


def subject_keys(catalogue: Catalogue, bundle: Bundle) -> frozenset[str] | None:
    """Where :func:`subject_name` looks, whatever else was answered; None where answers decide which party the subject is."""
    subject = next((party for party in bundle.parties.values() if party.is_subject), None)
    if subject is None:
        return frozenset()
    if subject.same_as:
        return None
    names = (e.id for e in catalogue.elements.values() if e.identity == IdentityPart.NAME)
    return frozenset(fact_key(subject.id, name) for name in names)


class SubjectMark(StrEnum):
    """By what two cases are seen to be about the same subject."""

    ID_NUMBER = "id_number"
    KIN = "kin"
    """Name, day of birth, and the ID number of somebody else of the case: for whom has no number yet."""


def subject_marks(
    catalogue: Catalogue, bundle: Bundle, facts: Facts
) -> frozenset[tuple[SubjectMark, str]]:
    """All that says who a case is about; nothing while too little is known to tell two apart."""
    subject = next((party.id for party in bundle.parties.values() if party.is_subject), None)
    if subject is None:
        return frozenset()

    def part(party: str, which: IdentityPart) -> str:
        return identity_of(catalogue, bundle, facts, party, which)

    marks: set[tuple[SubjectMark, str]] = set()
    number = part(subject, IdentityPart.ID_NUMBER)
    if number:
        marks.add((SubjectMark.ID_NUMBER, number))
    name, born = part(subject, IdentityPart.NAME), part(subject, IdentityPart.BORN)[:DAY_LENGTH]
    others = {
        part(party.id, IdentityPart.ID_NUMBER)
        for party in bundle.parties.values()
        if not party.is_subject
    }
    if name and born:
        marks |= {(SubjectMark.KIN, f"{name}\0{born}\0{kin}") for kin in others - {"", number}}
    return frozenset(marks)
