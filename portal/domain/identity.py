"""Which facts say who a party is: not every name in a case is the name of somebody in it."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Facts
from portal.domain.elements import fact_key


class IdentityPart(StrEnum):
    """What an element can say of who its subject is (``identity`` in elements.yaml)."""

    NAME = "name"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"


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
