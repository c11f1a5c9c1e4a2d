"""The demo city's staff can sign in, today and after a restart."""

from __future__ import annotations

import stat
from collections.abc import Iterator

import pytest

from portal.cli.demo import (
    FILE,
    LOST,
    TOLD,
    StaffSignIn,
    framed,
    greeting,
    load_staff,
    make_password,
)
from portal.cli.language import speaking
from portal.people.authenticate_staff import authenticate_staff
from portal.people.passwords import check_strength
from portal.persistence.models import StaffMember
from portal.wiring import Portal, open_portal
from tests.databases import Databases


@pytest.fixture(scope="module")
def opened(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = open_portal(databases.install(tmp_path_factory.mktemp("demo")))
    yield portal
    portal.casework.db.close()


@pytest.fixture(scope="module")
def sign_ins(opened: Portal) -> list[StaffSignIn]:
    return load_staff(opened)


def test_everybody_can_sign_in_with_what_is_printed(
    opened: Portal, sign_ins: list[StaffSignIn]
) -> None:
    first = sign_ins[0]
    assert authenticate_staff(opened.people, first.username, first.password)


def test_only_the_owner_can_read_the_passwords(opened: Portal, sign_ins: list[StaffSignIn]) -> None:
    path = opened.settings.keys / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().splitlines()[0] == f"{sign_ins[0].username}\t{sign_ins[0].password}"


def test_a_second_start_adds_nobody_and_tells_the_same(
    opened: Portal, sign_ins: list[StaffSignIn]
) -> None:
    assert load_staff(opened) == sign_ins
    with opened.casework.db.reading() as session:
        assert session.query(StaffMember).count() == len(sign_ins)


def test_when_the_file_is_lost_nothing_is_invented(
    opened: Portal, sign_ins: list[StaffSignIn]
) -> None:
    path = opened.settings.keys / FILE
    text = path.read_text()
    path.unlink()
    try:
        assert {s.password for s in load_staff(opened)} == {LOST}
    finally:
        path.write_text(text)


def test_the_greeting_says_where_and_as_whom(opened: Portal, sign_ins: list[StaffSignIn]) -> None:
    text = greeting(opened, "http://127.0.0.1:8000", sign_ins)
    assert "http://127.0.0.1:8000" in text
    told, others = sign_ins[:TOLD], sign_ins[TOLD:]
    assert all(s.username in text and s.password in text for s in told)
    assert f"and {len(others)} more" in text
    assert FILE in text


def test_the_greeting_speaks_the_language_of_the_terminal(
    opened: Portal, sign_ins: list[StaffSignIn]
) -> None:
    with speaking("zh", click_too=False):
        text = greeting(opened, "http://127.0.0.1:8000", sign_ins)
    assert "打开  http://127.0.0.1:8000" in text
    assert "按 Ctrl-C 停止" in text
    assert "As " not in text


def test_passwords_made_here_are_good_enough_and_differ() -> None:
    passwords = {make_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        check_strength(password, "sunxia")


def test_the_frame_closes_around_wide_characters() -> None:
    assert framed(["云江", "abcdef"]) == "┌────────┐\n│ 云江   │\n│ abcdef │\n└────────┘"
