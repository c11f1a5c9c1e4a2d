"""Signing in by phone, and being somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.domain.actors import Assurance
from portal.people import visitors
from portal.people.check_person import (
    CHECKS_PER_DAY,
    IdentityUnavailable,
    NotConfirmed,
    TooManyChecks,
    check_person,
)
from portal.people.choose_person import NoSuchPerson, choose_person, persons_of
from portal.people.codes import PAUSE, CodeRefused
from portal.people.desk import PeopleDesk
from portal.people.sign_in import sign_in
from tests.factories.clock import Clock
from tests.factories.identity import GRANDFATHER, MOTHER, KnownPeople

PHONE = "19900000001"
CodeFor = Callable[..., str]


@pytest.fixture
def account(people: PeopleDesk, code_for: CodeFor) -> UUID:
    """An account that was just opened."""
    return sign_in(people, PHONE, code_for())


def test_the_first_sign_in_opens_an_account_and_the_next_finds_it(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    first = sign_in(people, PHONE, code_for())
    clock.pass_time(PAUSE)
    assert sign_in(people, PHONE, code_for()) == first
    assert sign_in(people, "19900000002", code_for("19900000002")) != first


def test_a_refused_code_opens_no_account(people: PeopleDesk) -> None:
    with pytest.raises(CodeRefused):
        sign_in(people, PHONE, "000000")


def test_a_phone_alone_is_nobody(people: PeopleDesk, account: UUID) -> None:
    visitor = visitors.citizen(people, account, None)
    assert visitor is not None
    assert visitor.display_name == "199****0001"
    assert visitor.actor.person is None
    assert visitor.actor.assurance is Assurance.PHONE


def test_a_checked_person_is_acted_as_under_a_masked_name(
    people: PeopleDesk, account: UUID
) -> None:
    mother = check_person(people, account, *MOTHER)
    visitor = visitors.citizen(people, account, mother.id)
    assert visitor is not None
    assert visitor.display_name == "陈*雨"
    assert visitor.actor.person == mother.id
    assert visitor.actor.assurance is Assurance.CHECKED


def test_one_phone_serves_several_persons(people: PeopleDesk, account: UUID, clock: Clock) -> None:
    mother = check_person(people, account, *MOTHER)
    clock.pass_time(timedelta(minutes=1))
    grandfather = check_person(people, account, *GRANDFATHER)
    assert persons_of(people, account) == (mother, grandfather)
    assert check_person(people, account, *MOTHER) == mother


def test_a_number_that_changed_hands_opens_nothing(people: PeopleDesk, account: UUID) -> None:
    mother = check_person(people, account, *MOTHER)
    nobody_yet: frozenset[UUID] = frozenset()
    with pytest.raises(NoSuchPerson):
        choose_person(people, account, mother.id, nobody_yet)
    assert choose_person(people, account, mother.id, frozenset({mother.id})) == mother


def test_nobody_acts_as_a_person_of_another_account(
    people: PeopleDesk, account: UUID, code_for: CodeFor
) -> None:
    mother = check_person(people, account, *MOTHER)
    other = sign_in(people, "19900000002", code_for("19900000002"))
    with pytest.raises(NoSuchPerson):
        choose_person(people, other, mother.id, frozenset({mother.id}))
    visitor = visitors.citizen(people, other, mother.id)
    assert visitor is not None
    assert visitor.actor.person is None


def test_a_wrong_name_and_an_unknown_person_get_the_same_answer(
    people: PeopleDesk, account: UUID
) -> None:
    answers = []
    for name, number in [("陈晓霞", MOTHER[1]), ("无此人", GRANDFATHER[1])]:
        with pytest.raises(NotConfirmed) as refused:
            check_person(people, account, name, number)
        answers.append((type(refused.value), refused.value.args))
    assert answers[0] == answers[1]
    assert persons_of(people, account) == ()


def test_checks_are_limited_in_a_shanghai_day_and_the_provider_is_not_asked_again(
    people: PeopleDesk, account: UUID, provider: KnownPeople, clock: Clock
) -> None:
    check_person(people, account, *MOTHER)
    for _ in range(CHECKS_PER_DAY - 1):
        with pytest.raises(NotConfirmed):
            check_person(people, account, "无此人", MOTHER[1])
    with pytest.raises(TooManyChecks):
        check_person(people, account, *MOTHER)
    assert len(provider.asked) == CHECKS_PER_DAY
    clock.pass_time(timedelta(days=1))
    check_person(people, account, *MOTHER)


def test_a_silent_provider_is_named_and_changes_nothing(
    people: PeopleDesk, account: UUID, provider: KnownPeople
) -> None:
    provider.down = True
    with pytest.raises(IdentityUnavailable):
        check_person(people, account, *MOTHER)
    assert persons_of(people, account) == ()


def test_without_a_provider_the_check_is_unavailable(people: PeopleDesk, account: UUID) -> None:
    alone = PeopleDesk(people.db, people.clock, None, people.code_key)
    with pytest.raises(IdentityUnavailable):
        check_person(alone, account, *MOTHER)


def test_an_account_that_is_gone_is_nobody(people: PeopleDesk) -> None:
    assert visitors.citizen(people, uuid4(), None) is None
