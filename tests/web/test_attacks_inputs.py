"""Odd and hostile inputs: each is answered calmly, and none reaches the record or a header."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.attach import attach
from portal.casework.decline import decline
from portal.casework.save import save
from portal.casework.withdraw import withdraw
from portal.domain.items import StaffRole
from portal.domain.states import GuardFailed
from portal.persistence.queries import cases as case_rows
from portal.persistence.queries.whole_case import whole_case
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import PHONE, SignIn
from tests.web.staff_client import address, carried, sit_at

UNSEEN = "\u202e\u200b\x1b\ufffe"


def by_hand(client: Inspector, portal: Portal) -> UUID:
    """A clerk before the page on which the result of another system is entered."""
    work = portal.casework
    case = cases.released_case(work, confirmed=True)
    cases.approve_item(work, case, cases.CERTIFICATE)
    cases.accept_item(work, case, cases.REGISTRATION)
    cases.to_last_stage(work, case, cases.REGISTRATION)
    return sit_at(client, portal, case, cases.REGISTRATION, role=StaffRole.REVIEWER)


@pytest.mark.parametrize("page", ["9" * 30, "-1", "0", "x", "1e9", "\uff19"])
def test_a_page_of_the_pool_that_cannot_be_is_an_empty_or_the_first_one(
    client: Inspector, staff_sign_in: SignIn, page: str
) -> None:
    staff_sign_in()
    assert client.get("/staff", query_string={"page": page}).status_code == 200


@pytest.mark.parametrize("year", ["9" * 25, "-1", "0", "\u00b2", "x"])
def test_a_day_that_cannot_be_is_said_beside_its_field(
    client: Inspector, portal: Portal, year: str
) -> None:
    task = by_hand(client, portal)
    client.get(address(task, "by-hand"))
    day = {"issued_on-year": year, "issued_on-month": "1", "issued_on-day": "1"}
    answer = client.post(address(task, "by-hand"), data=carried(client) | day)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "error-message" in answer.text


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("/sign-in", "phone"),
        ("/progress", "number"),
        ("/verify", "number"),
        ("/staff/sign-in", "username"),
        ("/language", "next"),
    ],
)
def test_a_text_no_database_keeps_is_not_taken(client: Inspector, where: str, field: str) -> None:
    assert client.post(where, data={field: "a\0b"}).status_code == HTTPStatus.BAD_REQUEST
    assert client.post(where, data={f"{field}\0": "a"}).status_code == HTTPStatus.BAD_REQUEST


def test_nor_in_an_address(app: Flask) -> None:
    browser = FlaskClient(app, app.response_class)
    assert browser.get("/verify/a%00b").status_code == HTTPStatus.BAD_REQUEST


def test_a_way_back_that_is_not_ours_takes_no_room_in_the_cookie(client: Inspector) -> None:
    client.post("/sign-in", data={"phone": PHONE, "next": "/" + "x" * 8_000})
    assert client.get("/sign-in/code").status_code == 200
    with client.session_transaction() as session:
        assert session["following"] is None


def test_what_cannot_be_seen_is_taken_out_of_remarks(portal: Portal) -> None:
    work = portal.casework
    family = known_family(work)
    case = cases.released_case(work, family)
    withdraw(work, family.filer, case, [cases.CARD], f"不\x00需{UNSEEN}要了\r\n第二行")
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    assert set(whole.remarks.values()) == {"不需要了\n第二行"}


def test_a_reason_of_nothing_that_can_be_seen_is_no_reason(portal: Portal) -> None:
    work = portal.casework
    case = cases.released_case(work)
    clerk = cases.clerk_for(work, case, cases.CERTIFICATE)
    task = see.task_of(work, case, cases.CERTIFICATE).id
    with pytest.raises(GuardFailed):
        decline(work, clerk, task, UNSEEN)


def test_what_cannot_be_seen_is_taken_out_of_what_must_be_mended(portal: Portal) -> None:
    work = portal.casework
    case = cases.released_case(work)
    clerk = cases.clerk_for(work, case, cases.CERTIFICATE, StaffRole.CLERK)
    task = see.task_of(work, case, cases.CERTIFICATE).id
    ask_correction(work, clerk, task, [Mark("fact", "baby.person.name", f"请{UNSEEN}核对")])
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    assert [mark.why for mark in whole.marks] == ["请核对"]


def test_without_the_demo_nobodys_messages_are_shown(portal: Portal) -> None:
    quiet = replace(portal, settings=replace(portal.settings, demo=False))
    browser = create_app(quiet).test_client()
    assert browser.get("/demo/messages").status_code == HTTPStatus.NOT_FOUND
    assert "/demo" not in browser.get("/sign-in").text


MARKUP = "<img src=x onerror=alert(1)>\"'></textarea><script>alert(1)</script>"


def test_markup_in_what_people_write_stays_text_for_citizens_and_clerks(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    case = cases.draft(work)
    upload = cases.photo(17)
    with work.db.reading() as session:
        material = case_rows.uploads(session, case)[0].material
    attach(
        work,
        known_family(work).filer,
        case,
        material,
        upload,
        '<img onerror=alert(1)>"\r\nX: y.png',
    )
    save(work, known_family(work).filer, case, {"baby.person.name": MARKUP})
    sign_in(checked=CHEN)
    for page in ("review", "materials", "form/baby"):
        assert MARKUP not in client.get(f"/cases/{case}/{page}").text
    with work.db.reading() as session:
        stored = next(u for u in case_rows.uploads(session, case) if "img" in u.display_name)
    answer = client.get(f"/cases/{case}/uploads/{stored.id}")
    assert answer.status_code == HTTPStatus.OK
    assert "X" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_remark_with_markup_stays_text_on_every_page_that_quotes_it(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    case = cases.released_case(work)
    clerk = cases.clerk_for(work, case, cases.CERTIFICATE)
    decline(work, clerk, see.task_of(work, case, cases.CERTIFICATE).id, MARKUP)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    page = client.get(address(task)).text
    assert "alert(1)" in page
    assert MARKUP not in page
    sign_in(checked=CHEN)
    page = client.get(f"/cases/{case}").text
    assert "alert(1)" in page
    assert MARKUP not in page
