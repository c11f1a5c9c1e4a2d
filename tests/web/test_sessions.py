"""The session's cookie: set when the session has changed, renewed while somebody goes on, never taken back by a slow answer."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.web.sessions import LASTS, RENEWED_EVERY

COOKIE = "portal_session"


def sets_session(client: FlaskClient, path: str) -> bool:
    answer = client.get(path)
    assert answer.status_code == 200
    return any(line.startswith(COOKIE) for line in answer.headers.getlist("Set-Cookie"))


def pass_time(monkeypatch: pytest.MonkeyPatch, passed: timedelta) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + passed.total_seconds())


@pytest.fixture
def reader(client: FlaskClient) -> FlaskClient:
    """Somebody who has chosen large print, and whose browser keeps that."""
    client.post("/mode", data={"mode": "elder"})
    client.get("/")
    return client


def test_an_answer_that_changes_nothing_sets_no_cookie(reader: FlaskClient) -> None:
    assert not sets_session(reader, "/")


def test_a_session_somebody_goes_on_with_does_not_run_out(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        pass_time(monkeypatch, LASTS - RENEWED_EVERY)
        assert sets_session(reader, "/")
        assert not sets_session(reader, "/")
    with reader.session_transaction() as session:
        assert session["mode"] == "elder"


def test_a_session_nobody_goes_on_with_runs_out(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LASTS + timedelta(minutes=1))
    with reader.session_transaction() as session:
        assert "mode" not in session


def test_a_slow_answer_does_not_undo_what_was_chosen_meanwhile(
    app: Flask, reader: FlaskClient
) -> None:
    before = reader.get_cookie(COOKIE)
    assert before is not None
    slow = app.test_client()
    slow.set_cookie(COOKIE, before.value)
    reader.post("/mode", data={"mode": "standard"})
    late = slow.get("/")
    assert not any(line.startswith(COOKIE) for line in late.headers.getlist("Set-Cookie"))
