"""What must not get out: personal values in logs, addresses and cookies; answers without their headers; forms without a token."""

from __future__ import annotations

import ast
import base64
import logging
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from portal import create_app
from portal.persistence import models
from tests.guards.sources import PORTAL, Module, modules
from tests.guards.walk import Outcome, address, endpoints, expected, scenes_for
from tests.guards.world import World

LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
LOGGERS = frozenset({"log", "logger", "logging", "getLogger", "get_logger"})
PERSONAL = frozenset(
    [
        "name",
        "names",
        "phone",
        "phones",
        "mobile",
        "number",
        "id_number",
        "address",
        "value",
        "values",
        "text",
        "typed",
        "answer",
        "answers",
        "fact",
        "facts",
        "remark",
        "display_name",
        "password",
        "code",
        "body",
        "message",
        "params",
        "payload",
        "form",
        "data",
        "args",
        "cookies",
        "headers",
        "url",
        "full_path",
        "path",
    ]
)
"""Identifiers that may hold something personal; none is handed to a log."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHORTEST = 3
"""Values of two characters occur in ordinary words."""


def test_no_log_call_is_given_anything_personal() -> None:
    assert [fault for module in modules(PORTAL) for fault in talkative(module)] == []


def test_errors_of_the_database_do_not_repeat_what_was_typed(world: World) -> None:
    assert world.portal.casework.db.engine.hide_parameters


@pytest.mark.parametrize("role", ["applicant", "clerk", "confirmer"])
def test_nothing_personal_stands_in_logs_addresses_or_cookies(
    world: World, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = personal_values(world)
    assert len(secrets) > 10
    found: list[str] = []
    with caplog.at_level(logging.INFO):
        for endpoint in endpoints(world.app):
            for scene, values in scenes_for(endpoint, world) if endpoint.reads else ():
                if expected(endpoint, world.roles[role], scene) is Outcome.IN:
                    response = world.client(role).get(address(world, endpoint, values))
                    out = "\n".join(
                        [response.location or "", *map(opened_cookie, cookies(response))]
                    )
                    found += [f"{endpoint.name}: {secret}" for secret in secrets if secret in out]
                    response.close()
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert found + [secret for secret in secrets if secret in logged] == []


def test_every_answer_carries_its_headers(world: World) -> None:
    for endpoint in endpoints(world.app):
        for _scene, values in scenes_for(endpoint, world)[:1]:
            for role in ("stranger", "applicant", "clerk"):
                response = world.client(role).open(
                    address(world, endpoint, values), method="OPTIONS"
                )
                assert bare(response) == [], endpoint.name
    browser = world.client("stranger")
    for path in ("/", "/no-such-page", "/static/none.css", "/my/cases"):
        response = browser.get(path)
        assert bare(response) == [], path
        response.close()


def test_pages_of_somebody_signed_in_are_not_kept_by_browsers(world: World) -> None:
    for role, path in (
        ("applicant", "/my/cases"),
        ("applicant", "/my/account"),
        ("clerk", "/staff"),
    ):
        control = world.client(role).get(path).headers["Cache-Control"]
        assert "no-store" in control, path


def test_no_form_is_taken_without_its_token(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert list(open_forms(world)) == []
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_for_this_portal_and_no_script(world: World, *, secure: bool) -> None:
    settings = replace(world.portal.settings, secure_cookies=secure)
    app = create_app(replace(world.portal, settings=settings))
    app.config["WTF_CSRF_ENABLED"] = False
    response = app.test_client().post("/mode", data={"mode": "elder"})
    assert cookies(response)
    for cookie in cookies(response):
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax"} <= flags
        assert ("secure" in flags) is secure
    assert ("Strict-Transport-Security" in response.headers) is secure


def talkative(module: Module) -> Iterator[str]:
    """Log calls whose sentence is put together beforehand, or that are handed something that may be personal."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in LEVELS or not LOGGERS & names_in(node.func.value):
            continue
        where = f"{module.name}:{node.lineno}"
        if not node.args or not isinstance(node.args[0], ast.Constant):
            yield f"{where}: the sentence is not a plain string"
        given = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
        for named in {name for each in given for name in names_in(each)} & PERSONAL:
            yield f"{where}: {named}"


def names_in(node: ast.AST) -> set[str]:
    """Every identifier in an expression."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)
    }


def personal_values(world: World) -> frozenset[str]:
    """Names, numbers and telephones of everybody in the city."""
    with world.portal.casework.db.reading() as session:
        people = session.query(models.Person).all()
        found = {value for each in people for value in (each.name, each.id_number)}
        found |= {account.phone for account in session.query(models.Account)}
    return frozenset(value for value in found if len(value) >= SHORTEST)


def cookies(response: TestResponse) -> list[str]:
    """The cookies that an answer sets."""
    return response.headers.getlist("Set-Cookie")


def opened_cookie(cookie: str) -> str:
    """What can be read of a signed cookie without its key."""
    text = cookie.partition("=")[2].partition(";")[0]
    packed = text.startswith(".")
    body = text.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        raw = zlib.decompress(raw) if packed else raw
        return raw.decode("utf-8").encode().decode("unicode_escape", "ignore") + text
    except (ValueError, zlib.error):
        return text


def bare(response: TestResponse) -> list[str]:
    """Headers that an answer lacks."""
    return [
        name
        for name, start in HEADERS.items()
        if not response.headers.get(name, "").startswith(start)
    ]


def open_forms(world: World) -> Iterator[str]:
    """Endpoints that take a form without a token from somebody who may send one."""
    for endpoint in endpoints(world.app):
        for scene, values in scenes_for(endpoint, world) if endpoint.writes else ():
            for role in ("stranger", "applicant", "clerk", "supervisor"):
                if expected(endpoint, world.roles[role], scene) is Outcome.IN:
                    response = world.client(role).post(address(world, endpoint, values))
                    if response.status_code != 400:
                        yield f"{endpoint.name}: {response.status_code}"
                    response.close()
            break


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        'log.info(f"sent to {phone}")',
        'log.info("sent", to=account.phone)',
        'current_app.logger.error("bad answer %s", typed)',
        'logging.getLogger(__name__).warning("x %s", person.name)',
    ],
)
def test_a_talkative_log_is_found(call: str) -> None:
    assert len(list(talkative(Module(Path("x.py"), "x", call)))) == 1


def test_a_quiet_log_is_left_alone() -> None:
    quiet = 'log.info("job done", kind=work.kind, row=work.id)\nlogger.error("x %s", type(error).__name__)'
    assert list(talkative(Module(Path("x.py"), "x", quiet))) == []


def test_what_a_cookie_holds_is_read() -> None:
    packed = (
        base64.urlsafe_b64encode(zlib.compress('{"name":"陈晓雨"}'.encode())).decode().rstrip("=")
    )
    assert "name" in opened_cookie(f"s=.{packed}.x.y; HttpOnly")
    escaped = base64.urlsafe_b64encode(b'{"name":"\\u9648"}').decode().rstrip("=")
    assert "陈" in opened_cookie(f"s={escaped}.x.y; HttpOnly")


def test_a_form_that_needs_no_token_is_found(world: World) -> None:
    assert "public.set_mode: 302" in list(open_forms(world))
