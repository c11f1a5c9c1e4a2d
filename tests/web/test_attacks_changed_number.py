"""A number that changed hands opens nothing: what a checked person put there stays shut until they are checked again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.casework.prefill import prefill
from portal.wiring import Portal
from tests.factories.cases import (
    REGISTRATION,
    draft,
    empty_draft,
    filed_case,
    released_case,
)
from tests.factories.families import CHEN, SUN, family_known_by_phone, known_family
from tests.factories.looking import case_of, documents_of
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import address, sit_at

DOORS = ("", "/receipt", "/withdraw", "/mend", "/plan", "/review", "/materials", "/discard")


@pytest.mark.parametrize("make", [draft, filed_case, released_case])
def test_what_a_checked_person_filed_is_shut_to_the_next_owner_of_the_number(
    client: Inspector, portal: Portal, sign_in: SignIn, make: Callable[..., UUID]
) -> None:
    case = make(portal.casework)
    sign_in(CHEN.phone)
    assert {client.get(f"/cases/{case}{door}").status_code for door in DOORS} == {303}


def test_nothing_of_it_is_listed_counted_or_named(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    draft(work)
    number = case_of(work, filed_case(work)).number
    assert number is not None
    sign_in(CHEN.phone)
    before = client.get("/my/cases").text
    for page in ("/my/cases", "/", "/my/account", "/apply/newborn"):
        text = client.get(page, follow_redirects=True).text
        for trace in ("林小满", number, "陈*雨", "/cases/"):
            assert trace not in text, (page, trace)
    client.post("/sign-out")
    sign_in("19912345678")
    never = client.get("/my/cases").text
    assert _main(before) == _main(never), "whether there is anything cannot be told"


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_nothing_of_it_can_be_changed_or_fetched(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = filed_case(portal.casework)
    before = case_of(portal.casework, case).version
    paper = documents_of(portal.casework, case)[0].id
    sign_in(CHEN.phone)
    for press in ("withdraw", "take-back", "release", "mend", "autosave", "sources"):
        assert client.post(f"/cases/{case}/{press}", data={"item": REGISTRATION}).status_code == 403
    assert client.get(f"/cases/{case}/documents/{paper}").status_code == 303
    assert case_of(portal.casework, case).version == before


def test_looks_of_offices_at_it_are_not_told_either(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = released_case(portal.casework, confirmed=True)
    number = case_of(portal.casework, case).number
    assert number is not None
    client.get(address(sit_at(client, portal, case, "birth_certificate")))
    sign_in(CHEN.phone)
    assert number not in client.get("/my/account").text
    client.post("/my/identity", data={"name": CHEN.name, "id_number": CHEN.id_number})
    assert number in client.get("/my/account").text


def test_the_list_offers_the_check_and_the_check_opens_what_is_ones_own(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = released_case(portal.casework)
    sign_in(CHEN.phone)
    client.get("/my/cases")
    check = next(
        a.get("href") or "" for a in client.page.all("a") if "/my/identity" in str(a.attrib)
    )
    pair = {"name": CHEN.name, "id_number": CHEN.id_number, "next": "/my/cases"}
    assert client.post(check.partition("?")[0], data=pair).location == "/my/cases"
    assert f"/cases/{case}" in client.get("/my/cases").text
    assert client.get(f"/cases/{case}").status_code == 200


def test_whoever_is_checked_as_somebody_else_sees_nothing_of_it(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = released_case(portal.casework)
    sign_in(CHEN.phone, checked=SUN)
    assert client.get(f"/cases/{case}").status_code == 404
    assert "林小满" not in client.get("/my/cases").text
    assert "陈*雨" not in client.get("/my/account").text


def test_what_was_filed_by_phone_alone_opens_by_phone_alone(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    case = filed_case(work, family_known_by_phone(work))
    sign_in(CHEN.phone)
    assert client.get(f"/cases/{case}").status_code == 200
    assert f"/cases/{case}" in client.get("/my/cases").text


def test_a_draft_begun_by_phone_belongs_to_the_person_whom_registers_told_it_about(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    case = empty_draft(work, family_known_by_phone(work))
    sign_in(CHEN.phone)
    assert client.get(f"/cases/{case}/plan").status_code == 200
    prefill(work, known_family(work).filer, case, set())
    assert client.get(f"/cases/{case}/review").status_code == 303
    client.post("/my/identity", data={"name": CHEN.name, "id_number": CHEN.id_number})
    assert CHEN.id_number in client.get(f"/cases/{case}/review").text
