"""What a person wrote in an earlier application is offered again: by them alone, masked, and never filled in by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

import pytest

from portal.persistence.queries import accounts
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import (
    CHEN,
    SUN,
    Family,
    family_known_by_phone,
    known_family,
    unknown_family,
)
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.two_windows import Window

BANK, ACCOUNT = "mother.bank.name", "mother.bank.account"
EXPENSE = "maternity_expense"
OFFERED = "您上次填的是"


@pytest.fixture
def family(client: Inspector, portal: Portal, sign_in: SignIn) -> Family:
    """The mother, signed in and checked."""
    sign_in(checked=CHEN)
    return known_family(portal.casework)


@pytest.fixture
def first(portal: Portal, family: Family) -> dict[str, str]:
    """What she wrote in an application that she has sent."""
    case = make.filed_case(portal.casework, family, chosen=[EXPENSE])
    return see.facts_of(portal.casework, case)


@pytest.fixture
def second(portal: Portal, family: Family, first: dict[str, str]) -> UUID:
    """Another draft of hers, in which her bank is asked once more."""
    return make.empty_draft(portal.casework, family, chosen=[EXPENSE])


def test_the_earlier_answer_is_offered_masked_and_taken_over_with_one_press(
    client: Inspector, portal: Portal, first: dict[str, str], second: UUID
) -> None:
    page = Window(client, f"/cases/{second}/form/money")
    text = client.get(f"/cases/{second}/form/money").text
    assert text.count(OFFERED) >= 2
    assert first[ACCOUNT] not in text
    assert ACCOUNT not in see.facts_of(portal.casework, second)
    answer = page.send(then=f"use.{ACCOUNT}")
    assert answer.location == f"/cases/{second}/form/money#f-mother-bank-account"
    facts = see.facts_of(portal.casework, second)
    assert facts[ACCOUNT] == first[ACCOUNT]
    assert BANK not in facts


def test_what_is_typed_beside_it_is_kept(client: Inspector, portal: Portal, second: UUID) -> None:
    page = Window(client, f"/cases/{second}/form/money")
    page.send(**{BANK: "云江银行望江支行", "then": f"use.{ACCOUNT}"})
    assert see.facts_of(portal.casework, second)[BANK] == "云江银行望江支行"


def test_nothing_that_was_not_offered_can_be_taken_over(
    client: Inspector, portal: Portal, second: UUID
) -> None:
    before = see.facts_of(portal.casework, second)
    for key in ("father.person.name", "situation.filer", "", "<script>"):
        page = Window(client, f"/cases/{second}/form/money")
        assert page.send(then=f"use.{key}").status_code == HTTPStatus.SEE_OTHER
    assert see.facts_of(portal.casework, second) == before


def test_nothing_is_offered_to_whoever_is_only_known_by_the_phone(
    client: Inspector, portal: Portal, clock: Clock, sign_in: SignIn, first: dict[str, str]
) -> None:
    client.post("/sign-out")
    clock.pass_time(timedelta(minutes=5))
    sign_in()
    stranger = family_known_by_phone(portal.casework)
    case = make.empty_draft(portal.casework, stranger, chosen=[EXPENSE])
    page = client.get(f"/cases/{case}/form/money")
    assert page.status_code == HTTPStatus.OK
    assert OFFERED not in page.text


def test_nothing_is_offered_to_another_person_on_the_same_phone(
    client: Inspector, portal: Portal, clock: Clock, sign_in: SignIn, first: dict[str, str]
) -> None:
    client.post("/sign-out")
    clock.pass_time(timedelta(minutes=5))
    sign_in(checked=SUN)
    account = known_family(portal.casework).filer
    with portal.casework.db.reading() as session:
        people = accounts.persons_of(session, account.id or UUID(int=0))
    sun = next(person for person in people if person.name == SUN.name)
    other = replace(unknown_family(portal.casework), filer=replace(account, person=sun.id))
    case = make.empty_draft(portal.casework, other, chosen=[EXPENSE])
    page = client.get(f"/cases/{case}/form/money")
    assert page.status_code == HTTPStatus.OK
    assert OFFERED not in page.text
