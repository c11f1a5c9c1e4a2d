"""One-time codes: sent sparingly, used once, soon dead, hard to guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.people.check_code import check_code
from portal.people.codes import LIFETIME, PAUSE, PER_DAY, TRIES, CodeFault, CodePurpose, CodeRefused
from portal.people.desk import PeopleDesk
from portal.people.send_code import TooManyCodes, send_code
from portal.people.sign_in import sign_in
from tests.factories.clock import Clock

PHONE = "19900000001"
CodeFor = Callable[..., str]


def wrong(code: str) -> str:
    """Another code of the same form."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def fault_of(
    people: PeopleDesk, code: str, purpose: CodePurpose = CodePurpose.SIGN_IN
) -> CodeFault:
    """Why the code is refused."""
    with pytest.raises(CodeRefused) as refused:
        check_code(people, PHONE, code, purpose)
    return refused.value.fault


def test_a_code_has_six_digits_and_opens_once(people: PeopleDesk, code_for: CodeFor) -> None:
    code = code_for()
    assert len(code) == 6
    assert code.isdigit()
    check_code(people, PHONE, code, CodePurpose.SIGN_IN)
    assert fault_of(people, code) is CodeFault.USED_UP


def test_a_code_dies_after_ten_minutes(people: PeopleDesk, code_for: CodeFor, clock: Clock) -> None:
    code = code_for()
    clock.pass_time(LIFETIME)
    assert fault_of(people, code) is CodeFault.EXPIRED
    assert timedelta(minutes=3) < LIFETIME


def test_a_code_lives_until_its_last_second(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    code = code_for()
    clock.pass_time(LIFETIME - timedelta(seconds=1))
    check_code(people, PHONE, code, CodePurpose.SIGN_IN)


def test_guessing_ends_after_five_tries_even_with_the_right_code(
    people: PeopleDesk, code_for: CodeFor
) -> None:
    code = code_for()
    faults = [fault_of(people, wrong(code)) for _ in range(TRIES)]
    assert faults == [CodeFault.WRONG] * (TRIES - 1) + [CodeFault.USED_UP]
    assert fault_of(people, code) is CodeFault.USED_UP


def test_a_newer_code_kills_the_older_one(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    older = code_for()
    clock.pass_time(PAUSE)
    newer = code_for()
    if older != newer:
        assert fault_of(people, older) is CodeFault.WRONG
    check_code(people, PHONE, newer, CodePurpose.SIGN_IN)


def test_a_code_for_progress_does_not_sign_in(people: PeopleDesk, code_for: CodeFor) -> None:
    code = code_for(purpose=CodePurpose.PROGRESS)
    with pytest.raises(CodeRefused):
        sign_in(people, PHONE, code)
    check_code(people, PHONE, code, CodePurpose.PROGRESS)


def test_a_code_opens_only_the_phone_it_was_sent_to(people: PeopleDesk, code_for: CodeFor) -> None:
    code = code_for("19900000002")
    assert fault_of(people, code) is CodeFault.WRONG


def test_a_phone_gets_one_code_in_thirty_seconds(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    code_for()
    clock.pass_time(PAUSE - timedelta(seconds=1))
    with pytest.raises(TooManyCodes) as refused:
        code_for(purpose=CodePurpose.PROGRESS)
    assert refused.value.again_at == clock() + timedelta(seconds=1)
    assert not refused.value.for_today
    clock.pass_time(timedelta(seconds=1))
    code_for()


def test_a_phone_gets_ten_codes_in_a_day(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    first = clock()
    for _ in range(PER_DAY):
        code_for()
        clock.pass_time(timedelta(hours=1))
    with pytest.raises(TooManyCodes) as refused:
        code_for()
    assert refused.value.for_today
    assert refused.value.again_at == first + timedelta(days=1)
    clock.now = refused.value.again_at
    code_for()


def test_the_table_of_codes_holds_no_code(people: PeopleDesk, code_for: CodeFor) -> None:
    code = code_for()
    with people.db.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM one_time_code")).one()
    assert all(code not in str(value) for value in (row.digest, row.purpose))
    assert len(row.digest) == 64


def test_the_answer_does_not_tell_whether_an_account_exists(
    people: PeopleDesk, code_for: CodeFor, clock: Clock
) -> None:
    sign_in(people, PHONE, code_for())
    clock.pass_time(PAUSE)
    words = {"language": "zh_Hans_CN", "mode": "standard"}
    known = send_code(people, PHONE, CodePurpose.SIGN_IN, **words)
    unknown = send_code(people, "19900000009", CodePurpose.SIGN_IN, **words)
    assert known == unknown
