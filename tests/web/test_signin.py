"""Signing in by phone: forgiving to people, closed to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal import create_app
from portal.settings import Settings
from portal.web import limits
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.inspector import Inspector, words
from tests.web.conftest import PHONE, SignIn

ReadCode = Callable[..., str]


def wrong(code: str) -> str:
    """Another code of the same form."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_phone_and_its_code_lead_to_where_one_wanted_to_go(
    client: Inspector, read_code: ReadCode
) -> None:
    answer = client.get("/my/account")
    assert answer.status_code == 302
    client.get(answer.location)
    hidden = {f.get("name"): f.get("value") for f in client.page.all("input")}
    assert hidden["next"] == "/my/account"
    answer = client.post("/sign-in", data={"phone": " 199 0000 0001", "next": hidden["next"]})
    client.get(answer.location)
    code = next(field for field in client.page.all("input") if field.get("id") == "code")
    assert code.get("autocomplete") == "one-time-code"
    assert code.get("maxlength") is None, "a code pasted with spaces must fit"
    answer = client.post("/sign-in/code", data={"code": f" {read_code()} "})
    assert answer.location == "/my/account"
    assert client.get("/my/account").status_code == 200
    assert "199****0001" in client.get("/my/account").text


@pytest.mark.parametrize("phone", ["", "1990000", "12345678901", "not a number", "1" * 5_000])
def test_a_phone_number_that_cannot_be_one_is_explained(client: Inspector, phone: str) -> None:
    answer = client.post("/sign-in", data={"phone": phone})
    assert answer.status_code == 200
    link = next(a for a in client.page.all("a") if a.get("href") == "#phone")
    assert words(link)


def test_a_wrong_code_lets_nobody_in_and_a_used_one_neither(
    client: Inspector, read_code: ReadCode, sign_in: SignIn, clock: Clock
) -> None:
    client.post("/sign-in", data={"phone": PHONE})
    code = read_code()
    assert client.post("/sign-in/code", data={"code": wrong(code)}).status_code == 200
    assert client.post("/sign-in/code", data={"code": ""}).status_code == 200
    assert client.get("/my/account").status_code == 302
    assert client.post("/sign-in/code", data={"code": code}).status_code == 302
    client.post("/sign-out")
    clock.pass_time(timedelta(minutes=1))
    assert client.post("/sign-in/code", data={"code": code}).location == "/sign-in"
    assert client.get("/my/account").status_code == 302


def test_an_old_code_is_explained_and_a_new_one_can_be_asked_for(
    client: Inspector, read_code: ReadCode, clock: Clock
) -> None:
    client.post("/sign-in", data={"phone": PHONE})
    old = read_code()
    clock.pass_time(timedelta(minutes=10))
    client.post("/sign-in/code", data={"code": old})
    assert any(a.get("href") == "#code" for a in client.page.all("a"))
    client.post("/sign-in/another-code")
    assert client.post("/sign-in/code", data={"code": read_code()}).status_code == 302


def test_asking_for_another_code_at_once_says_when(client: Inspector) -> None:
    client.post("/sign-in", data={"phone": PHONE})
    assert "09:00:30" in client.post("/sign-in/another-code").text


def test_pressing_twice_leads_on_all_the_same(client: Inspector) -> None:
    for _ in range(2):
        assert client.post("/sign-in", data={"phone": PHONE}).location == "/sign-in/code"


def test_a_phone_that_others_just_used_must_wait(client: Inspector, app: Flask) -> None:
    client.post("/sign-in", data={"phone": PHONE})
    another = app.test_client()
    assert another.post("/sign-in", data={"phone": PHONE}).status_code == 200


def test_signing_in_throws_away_what_the_session_held(
    client: Inspector, read_code: ReadCode
) -> None:
    client.post("/mode", data={"mode": "elder"})
    client.post("/sign-in", data={"phone": PHONE})
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["persons"] = ["00000000-0000-0000-0000-000000000001"]
        token = before.get("csrf_token")
    client.post("/sign-in/code", data={"code": read_code()})
    client.get("/my/account")
    with client.session_transaction() as after:
        assert "planted" not in after
        assert "persons" not in after
        assert "signing_in" not in after
        assert after["mode"] == "elder"
        assert after.get("csrf_token") != token or token is None


def test_the_form_token_of_before_the_sign_in_is_worth_nothing_after(
    app: Flask, client: Inspector, read_code: ReadCode
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    def token() -> str:
        return next(
            f.get("value") or "" for f in client.page.all("input") if f.get("name") == "csrf_token"
        )

    client.get("/sign-in")
    early = token()
    assert client.post("/sign-in", data={"phone": PHONE}).status_code == 400
    client.post("/sign-in", data={"phone": PHONE, "csrf_token": early})
    app.config["WTF_CSRF_ENABLED"] = False
    code = read_code()
    app.config["WTF_CSRF_ENABLED"] = True
    client.post("/sign-in/code", data={"code": code, "csrf_token": early})
    assert client.get("/my/account").status_code == 200
    assert client.post("/sign-out", data={"csrf_token": early}).status_code == 400
    client.get("/my/account")
    assert client.post("/sign-out", data={"csrf_token": token()}).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "javascript:alert(1)",
        "my/account",
        "/no/such/page",
        "/sign-out",
        "http:///example.org",
        "/my/account\r\nSet-Cookie: a=b",
        "/" + "a" * 3_000,
        "",
    ],
)
def test_a_sign_in_never_leads_out_of_the_portal(
    client: Inspector, read_code: ReadCode, target: str
) -> None:
    client.post("/sign-in", data={"phone": PHONE, "next": target})
    answer = client.post("/sign-in/code", data={"code": read_code()})
    assert answer.location == "/my/cases"
    assert client.get("/sign-in", query_string={"next": target}).location == "/my/account"


def test_next_keeps_its_question_mark(client: Inspector, sign_in: SignIn) -> None:
    sign_in()
    answer = client.get("/sign-in", query_string={"next": "/my/identity?next=/my/account"})
    assert answer.location == "/my/identity?next=/my/account"


def test_signing_out_ends_the_session_and_keeps_the_mode(
    client: Inspector, sign_in: SignIn
) -> None:
    client.post("/mode", data={"mode": "elder"})
    sign_in()
    client.post("/sign-out")
    assert client.get("/my/account").status_code == 302
    client.get("/sign-in")
    assert next(client.page.all("html")).get("data-mode") == "elder"


def test_signing_out_twice_does_no_harm(client: Inspector) -> None:
    assert client.post("/sign-out").status_code == 302
    assert client.get("/sign-out").status_code == 405


def test_too_many_codes_from_one_address_are_answered_calmly(
    client: Inspector, clock: Clock
) -> None:
    allowed = int(limits.CODES.split()[0])
    for number in range(allowed):
        assert client.post("/sign-in", data={"phone": f"199{number:08}"}).status_code == 302
    answer = client.post("/sign-in", data={"phone": PHONE})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/sign-in").status_code == 200


def test_the_demo_telephone_explains_a_number_that_cannot_be_one(client: Inspector) -> None:
    assert client.post("/demo/messages", data={"phone": "oops"}).status_code == 200
    assert any(a.get("href") == "#phone" for a in client.page.all("a"))


def test_outside_the_demonstration_there_is_no_telephone_to_read(
    portal: Portal, settings: Settings
) -> None:
    real = create_app(replace(portal, settings=replace(settings, demo=False)))
    real.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = Inspector(real, real.response_class)
    assert client.get("/demo/messages").status_code == 404
    answer = client.post("/sign-in", data={"phone": PHONE})
    assert "/demo" not in client.get(answer.location).text
