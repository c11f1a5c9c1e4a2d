"""Acting for a firm: only whom the registry of firms names, and nobody learns which firms there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.actors import Actor, ActorKind, Assurance
from portal.domain.credit_code import make
from portal.people.act_for_firm import act_for_firm, firm_name
from portal.people.check_person import (
    CHECKS_PER_DAY,
    IdentityUnavailable,
    NotConfirmed,
    TooManyChecks,
    check_person,
)
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts
from portal.registries.protocol import Answer, Checked, Outcome
from tests.factories.identity import MOTHER

FIRM, OTHER = make("91", "509901", "MA1B2C3D"), make("91", "509901", "MA4E5F6G")


class Firms:
    """A registry of two firms, one of them somebody else's."""

    def __init__(self, acting: str) -> None:
        self.acting = acting
        self.silent = False

    def ask(self, registry: str, person: Checked) -> Answer:
        """What is known of a firm by its code."""
        if self.silent:
            return Answer(Outcome.UNAVAILABLE, {})
        held = {
            FIRM: {
                "name": "云上小馆餐饮有限公司",
                "legal_representative_id": "-",
                "acting": self.acting,
            },
            OTHER: {"name": "别家商贸有限公司", "legal_representative_id": "-", "acting": "-"},
        }
        found = held.get(person.id_number)
        return Answer(Outcome.FOUND, found) if found else Answer(Outcome.NOTHING, {})


@pytest.fixture
def signed_in(people: PeopleDesk) -> Actor:
    """Somebody checked, acting as themselves."""
    with people.db.writing() as session:
        account = accounts.account_of_phone(session, "19900000001", people.clock()).id
    checked = check_person(people, account, *MOTHER)
    return Actor(ActorKind.CITIZEN, account, checked.id, Assurance.CHECKED)


@pytest.fixture
def firms() -> Firms:
    """A registry in which one firm has entered the person who is signed in."""
    return Firms(f"509901199001010019,{MOTHER[1]}")


def test_whoever_the_registry_names_acts_for_the_firm(
    people: PeopleDesk, signed_in: Actor, firms: Firms
) -> None:
    firm = act_for_firm(people, firms, "firms", signed_in, FIRM)
    assert firm.name == firm_name(people, firm.id) == "云上小馆餐饮有限公司"
    assert act_for_firm(people, firms, "firms", signed_in, FIRM) == firm


def test_another_firm_and_no_firm_look_alike(
    people: PeopleDesk, signed_in: Actor, firms: Firms
) -> None:
    said = []
    for code in (OTHER, make("91", "509901", "MA7H8J9K")):
        with pytest.raises(NotConfirmed) as refused:
            act_for_firm(people, firms, "firms", signed_in, code)
        said.append(refused.value.args)
    assert said[0] == said[1]


def test_a_phone_alone_acts_for_nobody(people: PeopleDesk, signed_in: Actor, firms: Firms) -> None:
    for actor in (
        replace(signed_in, person=None),
        replace(signed_in, assurance=Assurance.PHONE),
    ):
        with pytest.raises(NotConfirmed):
            act_for_firm(people, firms, "firms", actor, FIRM)


def test_a_silent_registry_confirms_nobody(
    people: PeopleDesk, signed_in: Actor, firms: Firms
) -> None:
    firms.silent = True
    with pytest.raises(IdentityUnavailable):
        act_for_firm(people, firms, "firms", signed_in, FIRM)


def test_codes_are_not_to_be_tried_one_after_the_other(
    people: PeopleDesk, signed_in: Actor, firms: Firms
) -> None:
    for _ in range(CHECKS_PER_DAY):
        with pytest.raises(NotConfirmed):
            act_for_firm(people, firms, "firms", signed_in, OTHER)
    with pytest.raises(TooManyChecks):
        act_for_firm(people, firms, "firms", signed_in, FIRM)
