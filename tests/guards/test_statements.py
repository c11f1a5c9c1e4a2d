"""No page takes more than six statements, whoever opens it, however much there is of its case."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.casework.another import begin_another
from portal.web.access import public
from portal.web.house import house
from tests.factories import cases as make
from tests.factories.families import family_whose_father_files
from tests.guards.test_access import planted as planted
from tests.guards.walk import Outcome, address, endpoints, expected, scenes_for
from tests.guards.watching import counted
from tests.guards.world import ROLE_NAMES, World

MOST = 6
ANOTHER_TWENTY = 20


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_no_page_takes_more_than_six_statements(world: World, role: str) -> None:
    assert list(long_pages(world, role)) == []


@pytest.mark.parametrize("path", ["/", "/my/cases", f"/apply/{make.BUNDLE}"])
def test_twenty_cases_take_no_more_than_three(world: World, path: str) -> None:
    client = world.client("applicant")
    client.get(path)
    with counted() as few:
        assert client.get(path).status_code == 200
    family = family_whose_father_files(world.portal.casework)
    for _ in range(ANOTHER_TWENTY):
        make.empty_draft(world.portal.casework, family)
    with counted() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)


def test_a_review_takes_no_more_for_every_other_case_from_its_form(world: World) -> None:
    work, client = world.portal.casework, world.client("applicant")
    family = family_whose_father_files(work)
    first = make.draft(work, family)
    begin_another(work, family.filer, first, key=uuid4())
    path = f"/cases/{first}/review"
    client.get(path)
    with counted() as few:
        assert client.get(path).status_code == 200
    for _ in range(3):
        begin_another(work, family.filer, first, key=uuid4())
    with counted() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few) <= MOST


def long_pages(world: World, role: str, only: str = "") -> Iterator[str]:
    """Every address that needs too many statements, with their number."""
    client = world.client(role)
    for endpoint in endpoints(world.app, only):
        if not endpoint.reads:
            continue
        for scene, values in scenes_for(endpoint, world):
            if expected(endpoint, world.roles[role], scene) is not Outcome.IN:
                continue
            path = address(world, endpoint, values)
            with counted() as told:
                client.get(path).close()
            if len(told) > MOST:
                yield f"{role}: {path} takes {len(told)}"


# ---- the eye itself -----------------------------------------------------------------------------


def test_a_page_with_a_statement_too_many_is_found(planted: World) -> None:
    def asks_seven_times() -> str:
        with house().casework.db.reading() as session:
            for _ in range(MOST + 1):
                session.execute(text("SELECT 1"))
        return ""

    planted.app.add_url_rule("/planted", "planted", public(asks_seven_times))
    assert list(long_pages(planted, "stranger", "planted")) == ["stranger: /planted takes 7"]
