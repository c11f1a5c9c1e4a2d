"""Level 2: at the platform and at a counter; once, soon, for this session or this account, and never for longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.domain.actors import Actor, ActorKind, Assurance, ProofRoute
from portal.domain.items import StaffRole
from portal.domain.permissions import Forbidden
from portal.people import visitors
from portal.people.add_staff import add_staff
from portal.people.change_password import change_password
from portal.people.check_person import IdentityUnavailable, NotConfirmed, check_person
from portal.people.codes import PAUSE, CodePurpose, CodeRefused
from portal.people.confirm_at_counter import STRONG_FOR as COUNTER_FOR
from portal.people.confirm_at_counter import confirm_at_counter
from portal.people.desk import PeopleDesk
from portal.people.end_sessions import end_sessions
from portal.people.prove_strongly import (
    ATTEMPT_LIFETIME,
    STRONG_FOR,
    begin_strongly,
    prove_strongly,
)
from portal.people.retire_number import retire_number
from portal.people.sign_in import sign_in
from portal.people.switch_off_staff import NoSuchStaff, switch_off_staff
from portal.persistence.models import IdentityProof
from tests.factories.clock import Clock
from tests.factories.identity import GRANDFATHER, MOTHER, KnownPeople

PHONE, OTHER = "19900000001", "19900000002"
CodeFor = Callable[..., str]


@pytest.fixture
def account(people: PeopleDesk, code_for: CodeFor, clock: Clock) -> UUID:
    """An account that was just opened."""
    opened = sign_in(people, PHONE, code_for())
    clock.pass_time(PAUSE)
    return opened


@pytest.fixture
def clerk(people: PeopleDesk) -> Actor:
    """Somebody at a counter."""
    member = add_staff(
        people,
        username="at.counter",
        display_name="王芳",
        department="d",
        office="o",
        role=StaffRole.CLERK,
        password="vermilion-seal-7",
    )
    return Actor(ActorKind.STAFF, id=member, office="o", department="d", role=StaffRole.CLERK)


def level(
    people: PeopleDesk, account: UUID, person: UUID, strong_until: object = None
) -> Assurance:
    """How sure the portal is of a person who acts from an account."""
    visitor = visitors.citizen(people, account, person, strong_until)  # type: ignore[arg-type]
    assert visitor is not None
    return visitor.actor.assurance


def proofs(people: PeopleDesk) -> list[tuple[int, ProofRoute]]:
    """The level and the way of every proof on record."""
    with people.db.reading() as session:
        rows = session.query(IdentityProof).order_by(IdentityProof.id)
        return [(row.level, row.route) for row in rows]


def test_the_platform_makes_a_session_strong_and_the_account_no_stronger(
    people: PeopleDesk, account: UUID, clock: Clock
) -> None:
    begun = begin_strongly(people, account, "/back")
    assert begun.state in begun.address
    proven = prove_strongly(people, account, begun.state, MOTHER[1])
    assert (proven.name, proven.assurance) == (MOTHER[0], Assurance.STRONG)
    assert level(people, account, proven.id, proven.strong_until) is Assurance.STRONG
    assert level(people, account, proven.id) is Assurance.CHECKED, "another session of this phone"
    clock.pass_time(STRONG_FOR)
    assert level(people, account, proven.id, proven.strong_until) is Assurance.CHECKED
    assert proofs(people) == [(2, ProofRoute.PLATFORM)]


def test_knowing_name_and_number_never_gives_more_than_level_one(
    people: PeopleDesk, account: UUID, code_for: CodeFor
) -> None:
    begun = begin_strongly(people, account, "/back")
    prove_strongly(people, account, begun.state, MOTHER[1])
    stranger = sign_in(people, OTHER, code_for(OTHER))
    for each in (account, stranger):
        assert check_person(people, each, *MOTHER).assurance is Assurance.CHECKED


def test_what_comes_back_serves_once_soon_and_the_account_that_set_out(
    people: PeopleDesk, account: UUID, clock: Clock, code_for: CodeFor
) -> None:
    stranger = sign_in(people, OTHER, code_for(OTHER))
    used, stolen, old, wrong = (begin_strongly(people, account, "/back") for _ in range(4))
    prove_strongly(people, account, used.state, MOTHER[1])
    for who, state, assertion in (
        (account, used.state, MOTHER[1]),
        (stranger, stolen.state, MOTHER[1]),
        (account, wrong.state, "forged"),
        (account, wrong.state, MOTHER[1]),
        (account, "never given out", MOTHER[1]),
    ):
        with pytest.raises(NotConfirmed):
            prove_strongly(people, who, state, assertion)
    clock.pass_time(ATTEMPT_LIFETIME)
    with pytest.raises(NotConfirmed):
        prove_strongly(people, account, old.state, MOTHER[1])
    assert len(proofs(people)) == 1


def test_without_a_platform_there_is_no_way_there(
    people: PeopleDesk, account: UUID, provider: KnownPeople
) -> None:
    provider.down = True
    with pytest.raises(IdentityUnavailable):
        begin_strongly(people, account, "/back")
    alone = PeopleDesk(people.db, people.clock, None, people.code_key)
    with pytest.raises(IdentityUnavailable):
        prove_strongly(alone, account, "state", "assertion")


def test_a_counter_makes_a_person_strong_on_the_phone_that_is_there_for_two_hours(
    people: PeopleDesk, clerk: Actor, code_for: CodeFor, clock: Clock
) -> None:
    code = code_for(PHONE, CodePurpose.COUNTER)
    account = confirm_at_counter(people, clerk, PHONE, code, *MOTHER)
    mother = check_person(people, account, *MOTHER)
    grandfather = check_person(people, account, *GRANDFATHER)
    assert level(people, account, mother.id) is Assurance.STRONG
    assert level(people, account, grandfather.id) is Assurance.CHECKED
    clock.pass_time(COUNTER_FOR)
    assert level(people, account, mother.id) is Assurance.CHECKED
    assert proofs(people)[0] == (2, ProofRoute.COUNTER)


def test_a_counter_confirms_nobody_without_the_phone_the_card_and_the_right(
    people: PeopleDesk, clerk: Actor, code_for: CodeFor, provider: KnownPeople, clock: Clock
) -> None:
    sign_in_code = code_for(PHONE)
    with pytest.raises(CodeRefused):
        confirm_at_counter(people, clerk, PHONE, sign_in_code, *MOTHER)
    clock.pass_time(PAUSE)
    with pytest.raises(Forbidden):
        confirm_at_counter(people, Actor(ActorKind.CITIZEN, id=uuid4()), PHONE, "1", *MOTHER)
    code = code_for(PHONE, CodePurpose.COUNTER)
    with pytest.raises(NotConfirmed):
        confirm_at_counter(people, clerk, PHONE, code, "陈晓霞", MOTHER[1])
    with pytest.raises(CodeRefused):
        confirm_at_counter(people, clerk, PHONE, code, *MOTHER)
    clock.pass_time(PAUSE)
    provider.down = True
    code = code_for(PHONE, CodePurpose.COUNTER)
    with pytest.raises(IdentityUnavailable):
        confirm_at_counter(people, clerk, PHONE, code, *MOTHER)
    assert proofs(people) == []


def test_a_number_that_is_reported_ends_its_sessions_and_speaks_for_them_no_more(
    people: PeopleDesk, account: UUID, clerk: Actor
) -> None:
    mother = check_person(people, account, *MOTHER)
    before = visitors.citizen(people, account, mother.id)
    assert before is not None
    for phone, number in ((OTHER, MOTHER[1]), (PHONE, GRANDFATHER[1])):
        assert retire_number(people, clerk, phone, number) is None
    retired = retire_number(people, clerk, PHONE, MOTHER[1])
    assert retired is not None
    assert (retired.account, retired.person) == (account, mother.id)
    after = visitors.citizen(people, account, mother.id)
    assert after is not None
    assert after.epoch == before.epoch + 1
    assert after.actor.person is None
    assert retire_number(people, clerk, PHONE, MOTHER[1]) is None
    with pytest.raises(Forbidden):
        retire_number(people, Actor(ActorKind.CITIZEN, id=account), PHONE, MOTHER[1])


def test_ending_all_sessions_begins_a_new_epoch(people: PeopleDesk, account: UUID) -> None:
    end_sessions(people, account)
    visitor = visitors.citizen(people, account, None)
    assert visitor is not None
    assert visitor.epoch == 1
    with pytest.raises(LookupError):
        end_sessions(people, uuid4())


def test_a_new_password_and_being_switched_off_end_the_sessions_of_staff(
    people: PeopleDesk, clerk: Actor
) -> None:
    assert clerk.id is not None
    change_password(people, "at.counter", "another-seal-88")
    visitor = visitors.member_of_staff(people, clerk.id)
    assert visitor is not None
    assert visitor.epoch == 1
    switch_off_staff(people, "at.counter")
    assert visitors.member_of_staff(people, clerk.id) is None
    with pytest.raises(NoSuchStaff):
        change_password(people, "nobody.here", "another-seal-88")


def test_a_stranger_who_holds_the_pair_gains_nothing_from_time(
    people: PeopleDesk, account: UUID, clock: Clock
) -> None:
    mother = check_person(people, account, *MOTHER)
    clock.pass_time(timedelta(days=400))
    assert level(people, account, mother.id) is Assurance.CHECKED
