"""Pages that were left open too long: what was typed on them is never lost, and never offered to anybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from flask import Flask

from portal.casework.discard import discard
from portal.casework.submit import submit
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import address, carried, sit_at

NAME, TYPED = "baby.person.name", '林小满<b>"'
HERE = {"Referer": "http://localhost/cases"}


@pytest.fixture
def draft(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A draft, and its owner before a page of it."""
    made = cases.draft(portal.casework)
    sign_in(checked=CHEN)
    client.get(f"/cases/{made}/form/baby")
    return made


def typed(client: Inspector) -> dict[str, str]:
    """The page of the draft, with a name typed."""
    shown = {f.get("name"): f.get("value") or "" for f in client.page.all("input")}
    return {NAME: TYPED, "version": shown["version"] or ""}


def action(client: Inspector) -> str:
    """Where the form with what was typed is sent."""
    return next(
        form.get("action") or ""
        for form in client.page.all("form")
        if any(f.get("name") in {NAME, "text"} for f in form.iter("input"))
    )


def offered(client: Inspector) -> dict[str, str]:
    """The fields of that form."""
    form = next(f for f in client.page.all("form") if f.get("action") == action(client))
    return {f.get("name") or "": f.get("value") or "" for f in form.iter("input")}


def test_a_form_whose_token_is_dead_is_offered_with_all_that_was_typed_and_a_living_one(
    client: Inspector, app: Flask, portal: Portal, draft: UUID
) -> None:
    path, data = f"/cases/{draft}/form/baby", typed(client)
    app.config["WTF_CSRF_ENABLED"] = True
    reply = client.post(path, data=data | {"csrf_token": "dead"}, headers=HERE)
    assert reply.status_code == HTTPStatus.BAD_REQUEST
    assert "宝宝的名字" in reply.text
    assert "林小满&lt;b&gt;" in reply.text
    assert action(client) == path
    again = offered(client)
    assert again[NAME] == TYPED
    sent = client.post(path, data=again, headers=HERE)
    assert sent.status_code == HTTPStatus.FOUND
    assert see.facts_of(portal.casework, draft)[NAME] == TYPED


def test_who_was_signed_out_signs_in_beside_the_page_and_sends_it_then(
    client: Inspector, app: Flask, portal: Portal, sign_in: SignIn, clock: Clock, draft: UUID
) -> None:
    path, data = f"/cases/{draft}/form/baby", typed(client)
    client.post("/sign-out")
    reply = client.post(path, data=data, headers=HERE)
    assert reply.status_code == HTTPStatus.UNAUTHORIZED
    assert re.search(r'href="/sign-in" target="_blank"', reply.text)
    held = offered(client)
    assert held[NAME] == TYPED
    clock.pass_time(timedelta(minutes=2))
    sign_in(checked=CHEN)
    app.config["WTF_CSRF_ENABLED"] = True
    client.post(path, data=held, headers=HERE)
    sent = client.post(action(client), data=offered(client), headers=HERE)
    assert sent.status_code == HTTPStatus.FOUND
    assert see.facts_of(portal.casework, draft)[NAME] == TYPED


def test_nobody_else_gets_at_the_case_with_what_was_kept(
    client: Inspector, portal: Portal, sign_in: SignIn, draft: UUID
) -> None:
    path, data = f"/cases/{draft}/form/baby", typed(client)
    client.post("/sign-out")
    client.post(path, data=data, headers=HERE)
    held = offered(client)
    sign_in("19900000002")
    # Whoever has not proven their name is asked for it, whether there is such a case or not.
    assert client.post(path, data=held, headers=HERE).status_code == HTTPStatus.FORBIDDEN
    assert see.facts_of(portal.casework, draft)[NAME] != TYPED


@pytest.mark.parametrize("referrer", ["", "http://example.org/cases"])
def test_a_form_of_another_site_is_never_offered_to_be_sent(
    client: Inspector, app: Flask, draft: UUID, referrer: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    reply = client.post(
        f"/cases/{draft}/form/baby", data=typed(client), headers={"Referer": referrer}
    )
    assert reply.status_code == HTTPStatus.BAD_REQUEST
    assert "林小满" not in reply.text.replace(NAME, "")


@pytest.mark.parametrize("end", ["sent", "deleted"])
def test_what_was_typed_into_a_draft_that_is_gone_can_be_copied(
    client: Inspector, portal: Portal, draft: UUID, end: str
) -> None:
    filer = known_family(portal.casework).filer
    data = typed(client)
    if end == "sent":
        submit(portal.casework, filer, draft, key=uuid4())
    else:
        discard(portal.casework, filer, draft)
    reply = client.post(f"/cases/{draft}/form/baby", data=data, headers=HERE)
    assert reply.status_code == (HTTPStatus.CONFLICT if end == "sent" else HTTPStatus.NOT_FOUND)
    assert "林小满&lt;b&gt;" in reply.text
    assert not [f for f in client.page.all("input") if f.get("name") == NAME]


def test_choices_are_named_and_dates_put_together(client: Inspector, draft: UUID) -> None:
    data = {
        "baby.person.sex": "2",
        "baby.birth.moment-year": "2026",
        "baby.birth.moment-month": "11",
    }
    client.post("/sign-out")
    page = client.post(f"/cases/{draft}/form/baby", data=data, headers=HERE).text
    assert '<dt class="govuk-summary-list__key">宝宝的性别</dt>' in page
    assert "女" in page
    assert "2026 11" in page


def test_what_a_page_carries_of_another_window_is_sent_again_but_not_shown_as_typed(
    client: Inspector, draft: UUID
) -> None:
    path, data = f"/cases/{draft}/form/baby", typed(client)
    client.post("/sign-out")
    page = client.post(path, data=data | {f"was.{NAME}": "从前的名字"}, headers=HERE)
    listed = ["".join(dd.itertext()) for dd in client.page.all("dd")]
    assert TYPED in listed
    assert "从前的名字" not in listed
    assert offered(client)[f"was.{NAME}"] == "从前的名字"
    assert page.status_code == HTTPStatus.UNAUTHORIZED


def test_a_review_without_anything_typed_can_still_be_sent_after_signing_in(
    client: Inspector, draft: UUID
) -> None:
    client.post("/sign-out")
    data = {"version": "1", "truth": "yes", f"was.{NAME}": "从前的名字"}
    page = client.post(f"/cases/{draft}/review", data=data, headers=HERE)
    assert page.status_code == HTTPStatus.UNAUTHORIZED
    assert f"/cases/{draft}/review" in {form.get("action") for form in client.page.all("form")}
    assert "从前的名字" not in "".join("".join(dd.itertext()) for dd in client.page.all("dd"))


def test_staff_whose_session_ended_find_their_words_again(
    client: Inspector, portal: Portal, clock: Clock
) -> None:
    case = cases.released_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    client.get(address(task, "steps/decline"))
    data = carried(client) | {"text": "请到出生的医院办理。"}
    clock.pass_time(timedelta(minutes=31))
    reply = client.post(address(task, "steps/decline"), data=data, headers=HERE)
    assert reply.status_code == HTTPStatus.UNAUTHORIZED
    assert "请到出生的医院办理。" in reply.text
    assert 'href="/staff/sign-in" target="_blank"' in reply.text
    assert offered(client)["text"] == "请到出生的医院办理。"


def test_a_secret_is_never_shown_again(client: Inspector, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"username": "li.na", "password": "a-secret"}
    assert "a-secret" not in client.post("/staff/sign-in", data=data, headers=HERE).text
