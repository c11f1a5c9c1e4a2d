"""Who may open which door: computed from what each view declares and whose each thing is, then tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.domain.permissions import Permission
from portal.web.access import MACHINES, PUBLIC, access_of, for_machines, public, requires
from tests.guards.walk import (
    Endpoint,
    Outcome,
    address,
    endpoints,
    expected,
    forms,
    nobody_s,
    outcome,
    scenes_for,
)
from tests.guards.watching import Watch
from tests.guards.world import ROLE_NAMES, World

_POLITE = frozenset({Outcome.IN, Outcome.MISFILLED})
Filled = dict[str, dict[str, str]]
SEE_ALL_FORMS = ("stranger", "applicant", "confirmer", "clerk", "paying_clerk", "supervisor")


@pytest.fixture(scope="session")
def filled(made_world: World) -> Filled:
    """Every form of the portal, filled in."""
    made_world.restore()
    return filled_forms(made_world)


def test_every_endpoint_declares_its_access(world: World) -> None:
    assert undeclared(world.app) == []


def test_every_endpoint_can_be_asked_for_something(world: World) -> None:
    assert [e.name for e in endpoints(world.app) if not scenes_for(e, world)] == []


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_everybody_reads_what_is_theirs_and_nothing_else(world: World, role: str) -> None:
    assert list(wrong_doors(world, role, "GET", {})) == []


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_everybody_changes_what_is_theirs_and_nothing_else(
    world: World, filled: Filled, role: str
) -> None:
    assert list(wrong_doors(world, role, "POST", filled)) == []


def undeclared(app: Flask) -> list[str]:
    """Endpoints whose view says nothing."""
    return [
        endpoint.name
        for endpoint in endpoints(app)
        if endpoint.declared not in {PUBLIC, MACHINES}
        and not isinstance(endpoint.declared, Permission)
    ]


def wrong_doors(
    world: World, role: str, method: str, filled: Filled, only: str = ""
) -> Iterator[str]:
    """Every endpoint that answers somebody otherwise than its declaration and the ownership of things say.

    Whoever may not come in must be kept out of every scene, and leave no trace; a form may be answered
    politely if nothing comes of it and a thing that does not exist is answered alike. Whoever may must get into at least one, since
    a thing may be at a moment at which there is nothing to do. Forms are sent empty, and as ``filled`` by who may see them.
    """
    for endpoint in endpoints(world.app, only):
        if endpoint.writes if method == "POST" else endpoint.reads:
            yield from _wrong_at(world, endpoint, role, method, filled)


def _wrong_at(
    world: World, endpoint: Endpoint, role: str, method: str, filled: Filled
) -> Iterator[str]:
    welcome: list[Outcome] = []
    for scene, values in scenes_for(endpoint, world):
        path = address(world, endpoint, values)
        wanted = expected(endpoint, world.roles[role], scene)
        if wanted is Outcome.PROVE and method == "POST":
            wanted = Outcome.REFUSED
        for data in [{}, filled[path]] if path in filled else [{}]:
            came, wrote = _knock(world, endpoint, role, method, path, data)
            if wanted is Outcome.REFUSED and method == "POST" and came in _POLITE and not wrote:
                absent = address(world, endpoint, nobody_s(scene, values))
                if _knock(world, endpoint, role, method, absent, data) == (came, []):
                    came = Outcome.REFUSED
            if wanted is Outcome.IN:
                welcome.append(came)
            if came is Outcome.BROKEN or (
                wanted is not Outcome.IN and (came, wrote) != (wanted, [])
            ):
                told = f"{came}, wanted {wanted}; wrote {wrote}"
                yield f"{role}: {method} {path} ({scene.name}): {told}"
    if welcome and not _POLITE & set(welcome):
        yield f"{role}: {method} {endpoint.rule.rule}: never let in"


def _knock(
    world: World, endpoint: Endpoint, role: str, method: str, path: str, data: dict[str, str]
) -> tuple[Outcome, list[str]]:
    browser = world.client(role)
    with Watch(world.portal.casework.db.engine) as watch:
        response = browser.open(path, method=method, data=data if method == "POST" else None)
    response.close()
    wrote = sorted(watch.written)
    if method == "POST" and wrote:
        world.restore()
    return outcome(world, endpoint, response), wrote


def filled_forms(world: World) -> Filled:
    """Every form that somebody is shown, filled in, by the address it is sent to."""
    found: Filled = {}
    for role in SEE_ALL_FORMS:
        for endpoint in endpoints(world.app):
            for scene, values in scenes_for(endpoint, world) if endpoint.reads else ():
                if expected(endpoint, world.roles[role], scene) is Outcome.IN:
                    path = address(world, endpoint, values)
                    response = world.client(role).get(path)
                    if response.mimetype == "text/html":
                        shown = forms(response.text)
                        found |= {
                            to or path: fields for to, method, fields in shown if method == "post"
                        }
                    response.close()
    return found


# ---- the eye itself -----------------------------------------------------------------------------


def _says_ok(**_: object) -> dict[str, str]:
    return {"said": "ok"}


def _breaks() -> str:
    raise ZeroDivisionError


@pytest.fixture
def planted(world: World) -> Iterator[World]:
    """The city with room for bad views, which are taken away again."""
    app = world.app
    rules, views = app.url_map, dict(app.view_functions)
    app.url_map = type(rules)(
        [rule.empty() for rule in rules.iter_rules()], converters=rules.converters
    )
    app._got_first_request = False
    yield world
    app.url_map, app.view_functions = rules, views


def test_a_view_that_declares_nothing_is_found_and_refused(planted: World) -> None:
    planted.app.add_url_rule("/planted", "planted", lambda: "secret")
    assert undeclared(planted.app) == ["planted"]
    for role in ROLE_NAMES:
        response = planted.client(role).get("/planted")
        assert response.status_code == 403
        assert "secret" not in response.text


def test_a_view_that_does_not_ask_whose_case_it_is_is_found(planted: World) -> None:
    view = requires(Permission.CASE_READ)(_says_ok)
    planted.app.add_url_rule("/planted/<uuid:case_id>", "planted", view)
    assert any(
        "/planted/" in fault
        for fault in wrong_doors(planted, "other_citizen", "GET", {}, "planted")
    )
    assert not any(
        "/planted/" in fault for fault in wrong_doors(planted, "clerk", "GET", {}, "planted")
    )


def test_a_view_that_does_not_ask_whose_paper_it_is_is_found(planted: World) -> None:
    view = requires(Permission.CASE_READ)(_says_ok)
    rule = "/planted/<uuid:case_id>/<uuid:upload_id>"
    planted.app.add_url_rule(rule, "planted", view)
    assert any(
        "another's papers" in fault
        for fault in wrong_doors(planted, "applicant", "GET", {}, "planted")
    )


def test_a_view_that_nobody_gets_into_is_found(planted: World) -> None:
    def never(**_: object) -> tuple[str, int]:
        return "", 404

    planted.app.add_url_rule("/planted", "planted", public(never))
    assert list(wrong_doors(planted, "stranger", "GET", {}, "planted"))[-1].endswith(
        "/planted: never let in"
    )


def test_a_page_for_machines_that_lets_people_in_is_found(planted: World) -> None:
    planted.app.add_url_rule("/planted", "planted", public(_says_ok))
    assert not list(wrong_doors(planted, "stranger", "GET", {}, "planted"))
    planted.app.view_functions["planted"] = for_machines(_says_ok)
    assert not list(wrong_doors(planted, "stranger", "GET", {}, "planted"))
    token = replace(planted.portal.settings, metrics_token="x" * 20)
    planted.app.extensions["portal"] = replace(planted.portal, settings=token)
    given = {"Authorization": f"Bearer {'x' * 20}"}
    try:
        assert planted.client("stranger").get("/planted", headers=given).status_code == 200
        assert planted.client("clerk").get("/planted").status_code == 404
    finally:
        planted.app.extensions["portal"] = planted.portal


def test_a_broken_view_is_found(planted: World) -> None:
    planted.app.add_url_rule("/planted", "planted", public(_breaks))
    assert any(
        "/planted" in fault for fault in wrong_doors(planted, "stranger", "GET", {}, "planted")
    )


def test_declarations_are_read_from_the_view_itself() -> None:
    assert access_of(requires(Permission.CASE_READ)(_says_ok)) is Permission.CASE_READ
    assert access_of(lambda: "") is None
