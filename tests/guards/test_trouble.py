"""Every page stands the loss of the database: calm, with a time to come again, and well as soon as it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.guards.walk import Outcome, address, endpoints, expected, scenes_for
from tests.guards.world import World

CALM = frozenset({200, 301, 302, 303, 400, 404, 405, 422, 503})
"""Without the database: what needs none is served, what is refused before it is asked stays refused, the rest is 503."""


def answers(world: World, role: str, method: str) -> Iterator[tuple[str, TestResponse]]:
    """What somebody gets from every page they may open."""
    for endpoint in endpoints(world.app):
        if not (endpoint.writes if method == "POST" else endpoint.reads):
            continue
        for scene, values in scenes_for(endpoint, world)[:1]:
            if expected(endpoint, world.roles[role], scene) is Outcome.IN:
                path = address(world, endpoint, values)
                response = world.client(role).open(path, method=method)
                yield endpoint.name, response
                response.close()


def restless(name: str, response: TestResponse) -> str | None:
    """What is wrong with an answer while the database is away."""
    if response.status_code not in CALM:
        return f"{name}: {response.status_code}"
    if response.status_code != 503:
        return None
    if not response.headers.get("Retry-After", "").isdecimal():
        return f"{name}: does not say when to come again"
    if response.mimetype == "text/html" and "暂时用不了" not in response.text:
        return f"{name}: is not the calm page"
    return None


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ["stranger", "applicant", "clerk", "supervisor"])
def test_every_page_is_calm_while_the_database_is_gone_and_well_when_it_is_back(
    world: World, role: str, method: str
) -> None:
    assert world.client("stranger").get("/healthz").status_code == 200
    with world.databases.away(world.portal.settings.database_url):
        found = [
            (name, answer.status_code, restless(name, answer))
            for name, answer in answers(world, role, method)
        ]
        assert world.client("stranger").get("/healthz").status_code == 503
        assert world.client("stranger").get("/healthz/alive").status_code == 200
    assert [fault for _, _, fault in found if fault] == []
    assert role == "stranger" or 503 in {status for _, status, _ in found}
    assert world.client("stranger").get("/healthz").status_code == 200
    home = {"applicant": "/my/cases", "clerk": "/staff", "supervisor": "/supervisor"}.get(role, "/")
    assert _opens(world.client(role), home)


def _opens(browser: FlaskClient, path: str) -> bool:
    response = browser.get(path, follow_redirects=True)
    response.close()
    return response.status_code == 200


def test_an_answer_that_is_not_calm_is_found(world: World) -> None:
    made = world.app.response_class
    bare = TestResponse([b""], "503 X", made("x").headers, request=None)  # type: ignore[arg-type]
    assert restless("x", bare) == "x: does not say when to come again"
