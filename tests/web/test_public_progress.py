"""Progress by receipt number and phone: for whoever holds both, and silent to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from portal.domain.case_number import check_character
from portal.persistence.queries import cases
from portal.web import limits
from portal.wiring import Portal
from tests.factories.cases import released_case
from tests.factories.clock import Clock
from tests.factories.families import CHEN, LIN, known_family
from tests.inspector import Inspector

ReadCode = Callable[..., str]


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A case that the departments have, filed from the mother's phone."""
    return released_case(portal.casework, known_family(portal.casework))


@pytest.fixture
def number(portal: Portal, case: UUID) -> str:
    """Its receipt number."""
    with portal.casework.db.reading() as session:
        found = cases.one(session, case)
        assert found is not None
        assert found.number is not None
        return found.number


def ask(client: Inspector, read_code: ReadCode, number: str, phone: str) -> str:
    """Go the whole way with a true code, and give the page that it ends on."""
    answer = client.post("/progress", data={"number": number, "phone": phone})
    assert answer.location == "/progress/code"
    answer = client.post("/progress/code", data={"code": read_code(phone)})
    assert answer.location == "/progress/found"
    return client.get("/progress/found").text


def test_the_receipt_and_the_phone_show_whose_turn_it_is(
    client: Inspector, read_code: ReadCode, number: str, portal: Portal
) -> None:
    page = ask(client, read_code, f" {number.lower()} ", CHEN.phone)
    zh = portal.casework.shelf.current.words["zh_Hans_CN"]
    assert number in page.replace("<wbr>", "")  # a line may end between its groups
    assert zh["item.birth_certificate.name"] in page


def test_nothing_about_anybody_is_shown(
    client: Inspector, read_code: ReadCode, number: str, case: UUID, portal: Portal
) -> None:
    page = ask(client, read_code, number, CHEN.phone)
    with portal.casework.db.reading() as session:
        kept = [
            fact.value
            for fact in cases.facts(session, case)
            if len(fact.value) > 5 or not fact.value.isascii()
        ]
    told = [value for value in kept if value in page]
    assert not told
    assert CHEN.phone not in page
    assert client.get("/progress/found").headers["Cache-Control"] == "no-store"


def known_valid(number: str) -> str:
    """Another number of the same form whose check character is right."""
    body = number[:-2] + str((int(number[-2]) + 1) % 10)
    return body + check_character(body)


def test_an_unknown_number_and_anothers_number_look_the_same(
    client: Inspector, read_code: ReadCode, number: str, clock: Clock
) -> None:
    unknown = ask(client, read_code, known_valid(number), CHEN.phone)
    clock.pass_time(timedelta(minutes=1))
    others = ask(client, read_code, number, LIN.phone)
    assert [
        line for line in unknown.splitlines() if "nonce" not in line and "csrf" not in line
    ] == [line for line in others.splitlines() if "nonce" not in line and "csrf" not in line]


@pytest.mark.parametrize("typed", ["", "12345", "5099002026112310100000", "x" * 500])
def test_a_number_that_cannot_be_one_is_explained_beside_the_field(
    client: Inspector, typed: str
) -> None:
    answer = client.post("/progress", data={"number": typed, "phone": CHEN.phone})
    assert answer.status_code == 200
    assert any(a.get("href") == "#number" for a in client.page.all("a"))
    assert any(f.get("value") == CHEN.phone for f in client.page.all("input"))


def test_a_wrong_code_opens_nothing(client: Inspector, read_code: ReadCode, number: str) -> None:
    client.post("/progress", data={"number": number, "phone": CHEN.phone})
    wrong = f"{(int(read_code(CHEN.phone)) + 1) % 1_000_000:06}"
    assert client.post("/progress/code", data={"code": wrong}).status_code == 200
    assert client.get("/progress/found").location == "/progress"


def test_a_sign_in_code_opens_no_progress(
    client: Inspector, read_code: ReadCode, number: str, clock: Clock
) -> None:
    client.post("/progress", data={"number": number, "phone": CHEN.phone})
    clock.pass_time(timedelta(minutes=1))
    client.post("/sign-in", data={"phone": CHEN.phone})
    assert client.post("/progress/code", data={"code": read_code(CHEN.phone)}).status_code == 200


def test_the_page_closes_after_a_quarter_of_an_hour(
    client: Inspector, read_code: ReadCode, number: str, clock: Clock
) -> None:
    ask(client, read_code, number, CHEN.phone)
    clock.pass_time(timedelta(minutes=16))
    assert client.get("/progress/found").location == "/progress"


def test_asking_too_often_from_one_address_is_answered_calmly(client: Inspector) -> None:
    allowed = int(limits.PROGRESS.split()[0])
    for _ in range(allowed):
        client.post("/progress", data={"number": "", "phone": ""})
    assert client.post("/progress", data={"number": "", "phone": ""}).status_code == 429


def test_the_code_page_without_a_question_leads_back(client: Inspector) -> None:
    assert client.get("/progress/code").location == "/progress"
