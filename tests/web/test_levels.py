"""Level 2 through the pages: the platform and back, the counter, and sessions that the server ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal import create_app
from portal.people.change_password import change_password
from portal.settings import Settings
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import CHEN, LIN, staff_of
from tests.inspector import Inspector
from tests.web.conftest import PASSWORD, SignIn
from tests.web.sameness import statements
from tests.web.staff_client import enter, main_text

ReadCode = Callable[[str], str]


def choose(client: Inspector, name: str) -> str:
    """Agree on the platform's page as one of the invented people, and give the way back."""
    values = {
        option.get("id"): option.get("value") or ""
        for option in client.page.all("input")
        if option.get("name") == "person"
    }
    labels = {each.get("for"): "".join(each.itertext()) for each in client.page.all("label")}
    person = next(values[key] for key, text in labels.items() if text == name)
    hidden = {
        field.get("name") or "": field.get("value") or ""
        for field in client.page.all("input")
        if field.get("name") in {"state", "back"}
    }
    return client.post("/demo/identity", data={**hidden, "person": person}).location or ""


def brought_back(way_back: str) -> dict[str, str]:
    """What the platform sent along."""
    return {key: values[0] for key, values in parse_qs(urlsplit(way_back).query).items()}


def test_the_platform_vouches_and_one_goes_on_where_one_was(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = make.released_case(portal.casework)
    request = see.confirmations_of(portal.casework, case)[0].id
    door = f"/confirmations/{request}"
    sign_in(CHEN.phone, checked=LIN)
    client.get(door)
    assert not [f for f in client.page.all("input") if f.get("name") == "answer"]
    client.post(door, data={"answer": "yes"})
    assert see.open_confirmations(portal.casework, case), "name and number are not enough here"
    away = client.post("/my/identity/strong", data={"next": door})
    client.get(away.location)
    assert LIN.id_number not in away.location
    back = choose(client, LIN.name)
    assert LIN.id_number not in back
    client.get(back)
    assert client.post("/my/identity/strong/back", data=brought_back(back)).location == door
    client.get(door)
    assert client.post(door, data={"answer": "yes"}).location == "/my/cases"
    assert see.open_confirmations(portal.casework, case) == []


def test_what_came_back_is_worth_nothing_twice_or_in_another_session(
    client: Inspector, app: Flask, sign_in: SignIn, read_code: ReadCode
) -> None:
    sign_in(CHEN.phone)
    client.get(client.post("/my/identity/strong").location)
    came = brought_back(choose(client, CHEN.name))
    victim = Inspector(app, app.response_class)
    victim.post("/sign-in", data={"phone": "19955550001"})
    victim.post("/sign-in/code", data={"code": read_code("19955550001")})
    assert victim.post("/my/identity/strong/back", data=came).status_code == 422
    assert "陈*雨" not in victim.get("/my/account").text
    assert client.post("/my/identity/strong/back", data=came).status_code == 302
    assert client.post("/my/identity/strong/back", data=came).status_code == 422
    assert client.post("/my/identity/strong/back").status_code == 422


def test_looking_at_the_page_one_comes_back_to_changes_nothing(
    client: Inspector, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone)
    client.get(client.post("/my/identity/strong").location)
    back = choose(client, CHEN.name)
    for _ in range(2):
        client.get(back)
        assert "陈*雨" not in client.get("/my/account").text
    assert client.post("/my/identity/strong/back", data=brought_back(back)).status_code == 302
    assert "陈*雨" in client.get("/my/account").text


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/no/such/page", ""])
def test_the_platform_sends_nobody_out_of_the_portal(client: Inspector, back: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open(
            "/demo/identity", method=method, data={"state": "s", "back": back, "person": "0"}
        )
        assert answer.status_code == 200
    client.get(f"/demo/identity?state=s&back={back}")
    links = [link.get("href") or "" for link in client.page.all("a")]
    assert not [link for link in links if "example.org" in link or link == back]


def test_a_person_who_is_not_on_the_platforms_list_is_explained(client: Inspector) -> None:
    form = {"state": "s", "back": "/my/identity/strong/back"}
    for odd in ("", "99", "-1", "x"):
        assert client.post("/demo/identity", data={**form, "person": odd}).status_code == 422


def test_outside_the_demonstration_there_is_no_platform_and_nobody_invented(
    portal: Portal, settings: Settings
) -> None:
    real = create_app(replace(portal, settings=replace(settings, demo=False)))
    assert real.test_client().get("/demo/identity").status_code == 404


def test_the_counter_confirms_whoever_is_there_with_card_and_phone(
    client: Inspector, portal: Portal, sign_in: SignIn, read_code: ReadCode, clock: Clock
) -> None:
    work = portal.casework
    case = make.released_case(work)
    clerk = staff_of(work, next(iter(work.city.offices)))
    enter(client, portal, clerk)
    client.get("/staff/identity")
    client.post("/staff/identity/code", data={"phone": CHEN.phone})
    code = read_code(CHEN.phone)
    enter(client, portal, clerk)
    form = {"phone": CHEN.phone, "code": code, "name": LIN.name, "id_number": LIN.id_number}
    assert client.post("/staff/identity/confirm", data=form).status_code == 422, "not ticked"
    assert client.post("/staff/identity/confirm", data={**form, "seen": "yes"}).status_code == 302
    clock.pass_time(timedelta(minutes=1))
    sign_in(CHEN.phone, checked=LIN)
    request = see.open_confirmations(work, case)[0].id
    client.post(f"/confirmations/{request}", data={"answer": "yes"})
    assert see.open_confirmations(work, case) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "000000"},
        {"name": ""},
        {"id_number": "123"},
        {"old_phone": "12"},
        {"old_phone": CHEN.phone},
        {"name": "无此人"},
    ],
)
def test_what_is_wrong_at_the_counter_is_explained(
    client: Inspector, portal: Portal, read_code: ReadCode, wrong: dict[str, str]
) -> None:
    clerk = staff_of(portal.casework, next(iter(portal.casework.city.offices)))
    enter(client, portal, clerk)
    client.post("/staff/identity/code", data={"phone": CHEN.phone})
    code = read_code(CHEN.phone)
    enter(client, portal, clerk)
    form = {"phone": CHEN.phone, "code": code, "name": LIN.name, "id_number": LIN.id_number}
    answer = client.post("/staff/identity/confirm", data={**form, "seen": "yes", **wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_a_number_that_no_code_was_sent_to_is_no_mistake_of_the_clerk(
    client: Inspector, portal: Portal
) -> None:
    enter(client, portal, staff_of(portal.casework, next(iter(portal.casework.city.offices))))
    form = {"phone": "oops", "code": "123456", "name": LIN.name, "id_number": LIN.id_number}
    assert client.post("/staff/identity/confirm", data=form).status_code == 400


def test_a_new_number_takes_ones_cases_along_and_the_old_ones_session_ends(
    client: Inspector,
    app: Flask,
    portal: Portal,
    sign_in: SignIn,
    read_code: ReadCode,
    clock: Clock,
) -> None:
    work = portal.casework
    case = make.released_case(work)
    sign_in(CHEN.phone, checked=CHEN)
    new, counter = "19966660001", Inspector(app, app.response_class)
    clerk = staff_of(work, next(iter(work.city.offices)))
    enter(counter, portal, clerk)
    counter.post("/staff/identity/code", data={"phone": new})
    form = {"phone": new, "code": read_code(new), "name": CHEN.name, "id_number": CHEN.id_number}
    counter.post("/staff/identity/confirm", data={**form, "seen": "yes", "old_phone": CHEN.phone})
    assert client.get("/my/cases").status_code == 302, "the old number is signed out"
    clock.pass_time(timedelta(minutes=1))
    sign_in(new, checked=CHEN)
    assert client.get(f"/cases/{case}").status_code == 200
    clock.pass_time(timedelta(minutes=1))
    sign_in(CHEN.phone, checked=CHEN)
    assert client.get(f"/cases/{case}").status_code == 404


def test_signing_out_everywhere_ends_every_session_and_none_of_others(
    client: Inspector, app: Flask, sign_in: SignIn, read_code: ReadCode, clock: Clock
) -> None:
    sign_in(CHEN.phone)
    others = []
    for phone in (CHEN.phone, LIN.phone):
        clock.pass_time(timedelta(minutes=1))
        others.append(Inspector(app, app.response_class))
        others[-1].post("/sign-in", data={"phone": phone})
        others[-1].post("/sign-in/code", data={"code": read_code(phone)})
    assert client.post("/sign-out-everywhere").location == "/"
    assert [each.get("/my/account").status_code for each in (client, *others)] == [302, 302, 200]
    clock.pass_time(timedelta(minutes=1))
    sign_in(CHEN.phone)
    assert client.get("/my/account").status_code == 200


def test_a_new_password_signs_staff_out(
    client: Inspector, portal: Portal, staff_sign_in: SignIn
) -> None:
    staff_sign_in()
    assert client.get("/staff").status_code == 200
    change_password(portal.people, "test.clerk", f"{PASSWORD}-new")
    assert client.get("/staff").status_code == 302


def test_whether_a_session_still_counts_costs_no_statement_of_its_own(
    client: Inspector, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone, checked=CHEN)
    with statements() as put:
        client.get("/help")
    assert len(put) == 1, "the account and the person acted as"
    assert "session_epoch" in put[0]


def test_the_account_page_says_how_sure_we_are_and_how_to_raise_it(
    client: Inspector, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone)
    client.get("/my/account")
    seen = [main_text(client)]
    client.post("/my/identity", data={"name": CHEN.name, "id_number": CHEN.id_number})
    client.get("/my/account")
    seen.append(main_text(client))
    client.get(client.post("/my/identity/strong").location)
    back = choose(client, CHEN.name)
    client.post("/my/identity/strong/back", data=brought_back(back))
    client.get("/my/account")
    seen.append(main_text(client))
    for page, words in zip(seen, ("只知道您的手机号", "已核对", "已确认是您本人"), strict=True):
        assert words in page
