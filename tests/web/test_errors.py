"""What goes wrong is said calmly, in every language and mode, with the next thing to do, and without repeating what was typed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask, abort
from jinja2 import TemplateNotFound
from sqlalchemy.exc import NoResultFound, OperationalError

from portal.casework.errors import NotFound, StaleVersion
from portal.domain.permissions import Forbidden, Permission
from portal.domain.states import GuardFailed, IllegalMove, TaskState, Verb, move_for
from portal.web.access import public
from portal.wiring import Portal
from portal.words import LOCALES, MODES
from tests.inspector import Inspector
from tests.web.conftest import SignIn

STATUSES = (400, 403, 404, 409, 413, 429, 500, 503)
SECRET = "509901199506121284"

Plant = Callable[[Exception | int], None]


@pytest.fixture
def plant(app: Flask) -> Plant:
    """Make ``/planted`` fail in a way."""
    app.add_url_rule("/planted", "planted", public(lambda: _fail(app)), methods=["GET", "POST"])

    def fail_with(trouble: Exception | int) -> None:
        app.extensions["trouble"] = trouble

    return fail_with


def _fail(app: Flask) -> str:
    trouble = app.extensions["trouble"]
    if isinstance(trouble, int):
        abort(trouble)
    raise trouble


@pytest.mark.parametrize(("status", "language", "mode"), list(product(STATUSES, LOCALES, MODES)))
def test_every_trouble_has_a_page_in_every_language_and_mode(
    client: Inspector, plant: Plant, status: int, language: str, mode: str
) -> None:
    client.post("/language", data={"language": language})
    client.post("/mode", data={"mode": mode})
    plant(status)
    answer = client.get("/planted")
    assert answer.status_code == status
    html = next(client.page.all("html"))
    assert html.get("data-mode") == mode
    assert (html.get("lang") == "zh-CN") == (language == "zh_Hans_CN")
    main = next(client.page.all("main"))
    links = [a.get("href") or "" for a in main.iter("a")]
    assert any(link.startswith("tel:") for link in links)
    assert len(links) > 1, "there must be a next thing to do"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Forbidden(Permission.CASE_READ), 404),
        (NotFound("case"), 404),
        (LookupError("case"), 404),
        (NoResultFound(), 404),
        (IllegalMove(TaskState.APPROVED, Verb.ACCEPT), 409),
        (GuardFailed(m := move_for(TaskState.SUBMITTED, Verb.ACCEPT), m.guards[0]), 409),
        (StaleVersion(1, 2), 409),
        (KeyError("a mistake of ours"), 500),
        (IndexError("a mistake of ours"), 500),
        (TemplateNotFound("a mistake of ours"), 500),
        (RuntimeError(SECRET), 500),
    ],
)
def test_what_the_house_refuses_has_a_status(
    client: Inspector, plant: Plant, error: Exception, status: int
) -> None:
    plant(error)
    answer = client.get("/planted")
    assert answer.status_code == status
    assert SECRET not in answer.text
    as_json = client.get("/planted", headers={"Accept": "application/json"})
    assert as_json.status_code == status
    assert as_json.get_json()["error"]["status"] == status
    assert SECRET not in as_json.text


def test_a_forbidden_thing_looks_as_if_it_did_not_exist(client: Inspector, plant: Plant) -> None:
    plant(Forbidden(Permission.CASE_READ))
    forbidden = client.get("/planted", headers={"Accept": "application/json"}).data
    plant(NotFound("case"))
    assert client.get("/planted", headers={"Accept": "application/json"}).data == forbidden


def test_without_its_keys_the_portal_says_so_calmly_and_goes_on_when_they_are_back(
    client: Inspector, portal: Portal
) -> None:
    key_file = portal.settings.key_file
    kept = key_file.read_bytes()
    key_file.unlink()
    answer = client.post("/sign-in", data={"phone": "19900000001"})
    assert answer.status_code == 503
    assert "19900000001" not in answer.text
    assert client.get("/").status_code == 200
    key_file.write_bytes(kept)
    assert client.post("/sign-in", data={"phone": "19900000001"}).status_code == 302


def test_a_database_out_of_reach_is_said_even_to_somebody_signed_in(
    client: Inspector,
    app: Flask,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    out_of_reach: OperationalError,
) -> None:
    sign_in()

    def refuse(*_: object, **__: object) -> None:
        raise out_of_reach

    monkeypatch.setattr("portal.people.visitors.citizen", refuse)
    answer = client.get("/my/account")
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    monkeypatch.undo()
    assert client.get("/my/account").status_code == 200, "nobody is signed out by it"


def test_when_even_the_page_breaks_a_bare_one_is_sent(
    client: Inspector, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("portal.web.errors.render_template", refuse)
    plant(RuntimeError(SECRET))
    answer = client.get("/planted")
    assert answer.status_code == 500
    assert SECRET not in answer.text


def test_a_stale_form_is_explained_and_leads_back_to_its_page(
    client: Inspector, app: Flask
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(
        "/sign-in",
        data={"phone": SECRET},
        headers={"Referer": "http://localhost/sign-in?next=/my/account"},
    )
    assert answer.status_code == 400
    assert SECRET not in answer.text
    main = next(client.page.all("main"))
    assert "/sign-in?next=/my/account" in [a.get("href") for a in main.iter("a")]


@pytest.mark.parametrize(
    "referrer", ["http://example.org/sign-in", "http://localhost/sign-out", ""]
)
def test_a_stale_form_never_leads_elsewhere(client: Inspector, app: Flask, referrer: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client.post("/sign-in", headers={"Referer": referrer})
    main = next(client.page.all("main"))
    assert not [
        a
        for a in main.iter("a")
        if "example" in (a.get("href") or "") or a.get("href") == "/sign-out"
    ]


def test_an_address_that_does_not_exist_is_not_repeated(client: Inspector) -> None:
    answer = client.get(f"/nowhere-{'x' * 20}")
    assert answer.status_code == 404
    main = next(client.page.all("main"))
    assert "x" * 20 not in "".join(main.itertext())


def test_the_wrong_method_says_which_are_allowed(client: Inspector) -> None:
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_an_oversized_request_is_refused_calmly(client: Inspector, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    assert client.post("/sign-in", data={"phone": "1" * 1_000}).status_code == 413


def test_staff_read_errors_on_their_own_side_of_the_house(client: Inspector) -> None:
    client.get("/staff/nowhere")
    assert "desk" in (next(client.page.all("body")).get("class") or "")
