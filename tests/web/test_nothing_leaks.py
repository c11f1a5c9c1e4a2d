"""Nothing leaks, not even whether somebody exists: whole answers are compared byte by byte, and the statements behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.domain import case_number
from portal.domain.resident_id import make
from portal.persistence.models import Case
from portal.web.access import public
from portal.wiring import Portal
from tests.factories import cases as make_case
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import CHEN, LIN, citizen, known_family, staff_of
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.sameness import statements, told
from tests.web.staff_client import enter

NOBODY = "19912345678"
UNKNOWN_ID = make("509901", date(1970, 1, 1), 21)
MASKED = ("199****5678", "199****0001", "199****0002")


@pytest.fixture
def known(portal: Portal) -> None:
    """CHEN has an account, was checked, and has a filed case."""
    make_case.filed_case(portal.casework)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("path", ["/sign-in", "/progress"])
def test_a_known_and_an_unknown_phone_are_answered_alike(
    app: Flask, portal: Portal, path: str
) -> None:
    answers, work = [], []
    for phone in (CHEN.phone, NOBODY):
        client = Inspector(app, app.response_class)
        number = receipt_number(portal)
        with statements() as seen:
            first = client.post(path, data={"phone": phone, "number": number})
            second = client.get(first.location)
            wrong = client.post(first.location, data={"code": "000000"})
        answers.append([told(each, phone, *MASKED) for each in (first, second, wrong)])
        work.append(seen)
    assert answers[0] == answers[1]
    assert work[0] == work[1]


def receipt_number(portal: Portal) -> str:
    """The receipt number of the case of CHEN."""
    with portal.casework.db.reading() as session:
        number = session.query(Case.number).scalar()
    assert number
    return str(number)


@pytest.mark.usefixtures("known")
def test_a_receipt_of_somebody_else_and_one_that_was_never_given_look_the_same(
    app: Flask, portal: Portal, read_code: Callable[[str], str], clock: Clock
) -> None:
    real = receipt_number(portal)
    there = case_number.parse(real).case
    never = str(
        case_number.CaseNumber(
            portal.casework.city.area_code, portal.casework.today, there.department, 9_999
        )
    )
    answers = []
    for number in (real, never):
        clock.pass_time(timedelta(minutes=2))
        client = Inspector(app, app.response_class)
        client.post("/progress", data={"phone": NOBODY, "number": number})
        opened = client.post("/progress/code", data={"code": read_code(NOBODY)})
        answers.append([told(opened), told(client.get(opened.location), number)])
    assert answers[0] == answers[1]


PAIRS = {
    "an ID number nobody has": ("无此人", UNKNOWN_ID),
    "somebody's number with a wrong name": ("无此人", LIN.id_number),
    "the number of somebody the portal knows, with a wrong name": ("无此人", CHEN.id_number),
}


@pytest.mark.usefixtures("known")
def test_every_pair_that_is_not_confirmed_is_answered_alike(
    client: Inspector, sign_in: SignIn, portal: Portal
) -> None:
    sign_in(NOBODY)
    answers, work = [], []
    for name, number in PAIRS.values():
        with statements() as seen:
            answer = client.post("/my/identity", data={"name": name, "id_number": number})
        answers.append(told(answer, number))
        work.append(seen)
    assert answers[0] == answers[1] == answers[2]
    assert work[0] == work[1] == work[2]


def test_whoever_is_checked_sees_the_same_whether_another_account_was_them_before(
    app: Flask, portal: Portal, read_code: Callable[[str], str], clock: Clock
) -> None:
    answers = []
    for known_before in (False, True):
        phone = f"1992222000{int(known_before)}"
        if known_before:
            make_case.filed_case(portal.casework)
        clock.pass_time(timedelta(minutes=2))
        client = Inspector(app, app.response_class)
        client.post("/sign-in", data={"phone": phone})
        client.post("/sign-in/code", data={"code": read_code(phone)})
        pair = {"name": CHEN.name, "id_number": CHEN.id_number}
        pages = [client.post("/my/identity", data=pair)]
        pages += [client.get(path) for path in ("/my/account", "/my/cases", "/")]
        answers.append([told(page, mask(phone)) for page in pages])
    assert answers[0] == answers[1]


def mask(phone: str) -> str:
    """As the pages mask a phone."""
    return f"{phone[:3]}****{phone[-4:]}"


@pytest.mark.parametrize("path", ["/my/cases", "/my/account", "/my/askings", "/", "/apply/newborn"])
def test_the_next_owner_of_a_number_sees_what_a_new_number_sees(
    app: Flask, portal: Portal, read_code: Callable[[str], str], clock: Clock, path: str
) -> None:
    work = portal.casework
    make_case.draft(work)
    make_case.released_case(work)
    citizen(work, LIN)
    pages = []
    # CHEN applied, and LIN is asked to confirm; both numbers are somebody else's now.
    for phone in (CHEN.phone, LIN.phone, NOBODY):
        clock.pass_time(timedelta(minutes=2))
        client = Inspector(app, app.response_class)
        client.post("/sign-in", data={"phone": phone})
        client.post("/sign-in/code", data={"code": read_code(phone)})
        pages.append(told(client.get(path, follow_redirects=True), *MASKED))
    assert pages[0] == pages[1] == pages[2]


def test_a_confirmation_cannot_be_told_from_none_by_whoever_has_the_number_now(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = make_case.released_case(portal.casework)
    request = see.confirmations_of(portal.casework, case)[0].id
    sign_in(LIN.phone)
    absent = "00000000-0000-0000-0000-000000000001"
    for method, door in (("GET", ""), ("POST", ""), ("POST", "/share")):
        asked, none = (
            told(client.open(f"/confirmations/{each}{door}", method=method, data={"answer": "yes"}))
            for each in (request, absent)
        )
        assert asked == none
        assert asked[0] == (303 if method == "GET" else 403)


def test_the_counter_learns_neither_whether_a_phone_has_an_account_nor_whose_a_number_was(
    client: Inspector, portal: Portal, read_code: Callable[[str], str], clock: Clock
) -> None:
    work = portal.casework
    make_case.filed_case(work)
    clerk = staff_of(work, next(iter(work.city.offices)))
    answers = []
    cases = [(CHEN.phone, NOBODY), ("19933330001", CHEN.phone), ("19933330002", LIN.phone)]
    for phone, old in cases:
        clock.pass_time(timedelta(minutes=2))
        enter(client, portal, clerk)
        sent = client.post("/staff/identity/code", data={"phone": phone})
        card = {"name": LIN.name, "id_number": LIN.id_number, "seen": "yes", "old_phone": old}
        code = read_code(phone)
        enter(client, portal, clerk)
        done = client.post("/staff/identity/confirm", data={"phone": phone, "code": code, **card})
        page = client.get(done.location)
        answers.append([told(each, phone, mask(phone)) for each in (sent, done, page)])
    assert answers[0] == answers[1] == answers[2]


def test_a_family_on_one_phone_sees_each_ones_cases_only_as_that_one(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    family = known_family(work)
    case = make_case.released_case(work, family)
    sign_in(CHEN.phone, checked=LIN)
    page = client.get("/my/cases").text
    assert f"/cases/{case}" not in page
    assert client.get(f"/cases/{case}").status_code == 404
    assert client.get("/my/askings").text.count("withdraw") == 0


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "planted",
    [
        lambda: ("one word more", 200, {"Content-Type": "text/plain"}),
        lambda: ("", 404, {"Content-Type": "text/plain"}),
        lambda: ("", 200, {"Content-Type": "text/plain", "X-Known": "1"}),
    ],
)
def test_a_word_a_status_or_a_header_more_is_seen(
    app: Flask, client: Inspector, planted: Callable[[], Any]
) -> None:
    seen = []
    for view in (lambda: ("", 200, {"Content-Type": "text/plain"}), planted):
        app.view_functions["public.help"] = public(view)
        seen.append(told(client.get("/help")))
    assert seen[0] != seen[1]


def test_tokens_and_what_was_typed_make_no_difference(client: Inspector) -> None:
    seen = []
    for typed in ("1990000", "19900"):
        client.delete_cookie("portal_session")
        seen.append(told(client.post("/sign-in", data={"phone": typed}), typed))
    assert seen[0] == seen[1]
