"""What every answer tells the browser."""

from __future__ import annotations

import re
from dataclasses import replace

from portal import create_app
from portal.settings import Settings
from portal.wiring import Portal
from tests.inspector import Inspector
from tests.web.conftest import SignIn


def test_nothing_is_allowed_but_what_the_house_sends_itself(client: Inspector) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_nonce_is_new_for_every_answer(client: Inspector) -> None:
    def nonce() -> str:
        found = re.search(
            r"nonce-([^']+)'", client.get("/sign-in").headers["Content-Security-Policy"]
        )
        assert found is not None
        return found.group(1)

    assert nonce() != nonce()


def test_every_answer_carries_the_headers_even_errors(client: Inspector) -> None:
    for path in ("/sign-in", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_personal_pages_are_kept_nowhere(client: Inspector, sign_in: SignIn) -> None:
    assert client.get("/nowhere").headers["Cache-Control"] == "private, no-cache"
    sign_in()
    for path in ("/my/account", "/my/identity", "/nowhere"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_over_tls_the_browser_is_told_to_stay_there(portal: Portal, settings: Settings) -> None:
    safe = create_app(replace(portal, settings=replace(settings, secure_cookies=True)))
    safe.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = Inspector(safe, safe.response_class)
    answer = client.post("/mode", data={"mode": "elder"}, base_url="https://localhost")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_without_tls_nothing_is_promised(client: Inspector) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_health_is_told_by_the_database(client: Inspector) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "worker": "ok"}
