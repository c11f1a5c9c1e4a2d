"""Staff: passwords good enough, tries counted, names not to be found out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from portal.domain.items import StaffRole
from portal.people import passwords, visitors
from portal.people.add_staff import BadUsername, UsernameTaken, add_staff
from portal.people.authenticate_staff import LOCKED_FOR, TRIES, StaffRefused, authenticate_staff
from portal.people.desk import PeopleDesk
from portal.people.passwords import PasswordFault, WeakPassword
from portal.people.switch_off_staff import NoSuchStaff, switch_off_staff
from portal.persistence.queries import staff
from tests.factories.clock import Clock

PASSWORD = "vermilion-seal-7"


def hired(people: PeopleDesk, username: str = "wang.fang", password: str = PASSWORD) -> UUID:
    """A clerk."""
    return add_staff(
        people,
        username=username,
        display_name="王芳",
        department="ga",
        office="office",
        role=StaffRole.CLERK,
        password=password,
    )


def refused(people: PeopleDesk, username: str, password: str) -> tuple[object, ...]:
    """What can be learnt from a refusal."""
    with pytest.raises(StaffRefused) as answer:
        authenticate_staff(people, username, password)
    return (str(answer.value), answer.value.args)


def test_a_clerk_signs_in_with_name_and_password(people: PeopleDesk) -> None:
    clerk = hired(people)
    assert authenticate_staff(people, " Wang.Fang ", PASSWORD) == clerk
    visitor = visitors.member_of_staff(people, clerk)
    assert visitor is not None
    assert (visitor.display_name, visitor.actor.office, visitor.actor.role) == (
        "王芳",
        "office",
        "clerk",
    )


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short-1", PasswordFault.SHORT),
        ("a1" * 101, PasswordFault.LONG),
        ("aaaaaaa1111", PasswordFault.MONOTONOUS),
        ("8642097531", PasswordFault.ONE_KIND),
        ("onlyletters", PasswordFault.ONE_KIND),
        ("xWang.Fang-2026", PasswordFault.NAMES_USER),
    ],
)
def test_a_weak_password_is_refused_by_name(
    people: PeopleDesk, password: str, fault: PasswordFault
) -> None:
    with pytest.raises(WeakPassword) as weak:
        hired(people, password=password)
    assert weak.value.fault is fault
    assert password not in str(weak.value)


def test_a_user_name_is_given_once_for_ever(people: PeopleDesk) -> None:
    hired(people)
    switch_off_staff(people, "wang.fang")
    with pytest.raises(UsernameTaken):
        hired(people)
    with pytest.raises(BadUsername):
        hired(people, username="Wang Fang")


def test_five_wrong_tries_lock_for_half_an_hour(people: PeopleDesk, clock: Clock) -> None:
    clerk = hired(people)
    for _ in range(TRIES):
        refused(people, "wang.fang", "wrong-password-1")
    refused(people, "wang.fang", PASSWORD)
    clock.pass_time(LOCKED_FOR - timedelta(seconds=1))
    refused(people, "wang.fang", PASSWORD)
    clock.pass_time(timedelta(seconds=1))
    assert authenticate_staff(people, "wang.fang", PASSWORD) == clerk


def test_many_guesses_at_once_are_counted_like_guesses_one_by_one(people: PeopleDesk) -> None:
    hired(people)
    let_all_in = Barrier(TRIES * 2)

    def guess(number: int) -> None:
        let_all_in.wait()
        refused(people, "wang.fang", f"wrong-password-{number}")

    with ThreadPoolExecutor(TRIES * 2) as pool:
        list(pool.map(guess, range(TRIES * 2)))
    with people.db.reading() as session:
        member = staff.by_username(session, "wang.fang")
    assert member is not None
    assert member.failed_tries == TRIES
    refused(people, "wang.fang", PASSWORD)


def test_a_right_password_forgets_the_wrong_tries(people: PeopleDesk) -> None:
    clerk = hired(people)
    for _ in range(3):
        for _ in range(TRIES - 1):
            refused(people, "wang.fang", "wrong-password-1")
        assert authenticate_staff(people, "wang.fang", PASSWORD) == clerk


def test_after_the_lock_five_tries_are_open_again(people: PeopleDesk, clock: Clock) -> None:
    clerk = hired(people)
    for _ in range(TRIES):
        refused(people, "wang.fang", "wrong-password-1")
    clock.pass_time(LOCKED_FOR)
    for _ in range(TRIES - 1):
        refused(people, "wang.fang", "wrong-password-1")
    assert authenticate_staff(people, "wang.fang", PASSWORD) == clerk


def test_unknown_wrong_locked_and_switched_off_sound_alike(
    people: PeopleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hired(people)
    hired(people, username="li.na")
    switch_off_staff(people, "li.na")
    looked_at: list[str | None] = []
    real = passwords.matches

    def spy(kept: str | None, typed: str) -> bool:
        looked_at.append(kept)
        return real(kept, typed)

    monkeypatch.setattr("portal.people.authenticate_staff.matches", spy)
    answers = {
        refused(people, "nobody", PASSWORD),
        refused(people, "wang.fang", "wrong-password-1"),
        refused(people, "li.na", PASSWORD),
    }
    for _ in range(TRIES):
        refused(people, "wang.fang", "wrong-password-1")
    answers.add(refused(people, "wang.fang", PASSWORD))
    assert len(answers) == 1
    assert len(looked_at) == 3 + TRIES + 1, "every answer must cost one look at a password"


def test_whoever_is_switched_off_is_nobody_at_the_next_request(people: PeopleDesk) -> None:
    clerk = hired(people)
    switch_off_staff(people, "wang.fang")
    assert visitors.member_of_staff(people, clerk) is None
    with pytest.raises(NoSuchStaff):
        switch_off_staff(people, "nobody")


def test_the_password_is_kept_as_argon2id_and_renewed_when_outdated(
    people: PeopleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = hired(people)
    monkeypatch.setattr(
        passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    )
    authenticate_staff(people, "wang.fang", PASSWORD)
    with people.db.reading() as session:
        member = staff.member(session, clerk)
    assert member is not None
    assert member.password_hash.startswith("$argon2id$")
    assert "t=2" in member.password_hash
