"""Language and mode: changed by POST, kept, and remembered by the browser."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.inspector import Inspector
from tests.web.conftest import SignIn


def html_of(client: Inspector) -> tuple[str | None, str | None]:
    """Language and mode of a page."""
    client.get("/sign-in")
    html = next(client.page.all("html"))
    return html.get("lang"), html.get("data-mode")


def test_language_and_mode_change_by_post_and_lead_back(client: Inspector) -> None:
    assert html_of(client) == ("zh-CN", "standard")
    answer = client.post("/mode", data={"mode": "elder", "next": "/sign-in"})
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    client.post("/language", data={"language": "en"})
    assert html_of(client) == ("en", "elder")
    client.post("/mode", data={"mode": "standard"})
    assert html_of(client) == ("en", "standard")


@pytest.mark.parametrize("path", ["/mode", "/language"])
def test_a_link_never_changes_the_mode(client: Inspector, path: str) -> None:
    assert client.get(path).status_code == 405


def test_an_unknown_mode_changes_nothing(client: Inspector) -> None:
    client.post("/mode", data={"mode": "dark", "next": "https://example.org/"})
    client.post("/language", data={"language": "xx"})
    assert html_of(client) == ("zh-CN", "standard")


def test_the_browser_remembers_when_the_session_is_gone(client: Inspector) -> None:
    client.post("/mode", data={"mode": "elder"})
    client.delete_cookie("portal_session")
    assert html_of(client) == ("zh-CN", "elder")


def test_what_the_browser_remembers_is_checked(client: Inspector) -> None:
    client.set_cookie("portal_mode", "<script>")
    assert html_of(client) == ("zh-CN", "standard")


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_of_signing_in_stands_in_every_language_and_mode(
    client: Inspector, app: Flask, sign_in: SignIn, language: str, mode: str
) -> None:
    client.post("/language", data={"language": language})
    client.post("/mode", data={"mode": mode})
    for path in ("/sign-in", "/staff/sign-in", "/demo/messages"):
        assert client.get(path).status_code == 200
    sign_in()
    for path in ("/demo/messages", "/my/account", "/my/identity"):
        assert client.get(path).status_code == 200
